import { SluiceError } from "@sluice/sdk";

/** For what `trino-client` cannot do. */
export function missing(capability: string, message: string): SluiceError<"CAPABILITY_MISSING"> {
  return new SluiceError("CAPABILITY_MISSING", {
    message,
    details: { capability, plugin: "trino-client" },
    hint: "Use statementClient of @sluice/trino/client, which trino() takes by default.",
  });
}
