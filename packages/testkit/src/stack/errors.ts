import { SluiceError } from "@sluice/sdk";
import { tailOf } from "./tail.js";

declare module "@sluice/sdk" {
  interface ErrorDetails {
    /** A server did not start or died, or a tool that installs one failed. `log` is the file with the whole story. */
    STACK_FAILED: { server: string; log?: string };
    /** `npm run stack` already runs on this machine. */
    STACK_RUNNING: { owner: number };
    /** `npm run stack` does not run on this machine. */
    STACK_NOT_RUNNING: Record<never, never>;
    /** Programs this machine lacks, or has too old. */
    STACK_TOOL_MISSING: { tools: readonly string[] };
  }
}

/** Throws `ABORTED` once the caller has given up. */
export function checkAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) {
    throw new SluiceError("ABORTED", {
      message: "starting the stack was given up",
      details: {},
      cause: signal.reason,
    });
  }
}

/** The error of a server that does not run, with the end of its log. */
export function serverFailed(
  server: { readonly name: string; readonly log: string },
  message: string,
  cause?: unknown,
): SluiceError<"STACK_FAILED"> {
  return new SluiceError("STACK_FAILED", {
    message: `${message}. The end of ${server.log}:\n${tailOf(server.log)}`,
    details: { server: server.name, log: server.log },
    hint: "Read the log above. Other ports and another data directory can be chosen: --trino-port, --s3-port, --data.",
    cause,
  });
}
