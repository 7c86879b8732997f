import { SluiceError } from "@sluice/sdk";
import type { StackOptions } from "./stack.js";
import type { Environment } from "./tools.js";
import { type TrinoVersion, trinoReleases } from "./trino-releases.js";

/** What is asked of Trino and its metastores, with what the environment says where the caller says nothing. */
export interface WantedTrino {
  readonly version: TrinoVersion;
  readonly metastore: "file" | "hms";
  readonly icebergRest: boolean;
}

export function wantedTrino(options: StackOptions, environment: Environment): WantedTrino {
  const { SLUICE_TRINO_VERSION: version, SLUICE_METASTORE: metastore } = environment;
  return {
    version: options.trinoVersion ?? trinoVersion(version || "476", "SLUICE_TRINO_VERSION"),
    metastore: options.metastore ?? metastoreKind(metastore || "file", "SLUICE_METASTORE"),
    icebergRest: options.icebergRest ?? false,
  };
}

/** `CONFIGURATION_INVALID`, naming the option, for a release there is no stack of. */
export function trinoVersion(text: string, option: string): TrinoVersion {
  if (Object.hasOwn(trinoReleases, text)) return text as TrinoVersion;
  const known = Object.keys(trinoReleases).join(", ");
  throw invalid(`the stack cannot set up Trino ${text}`, option, `It can set up ${known}.`);
}

export function metastoreKind(text: string, option: string): "file" | "hms" {
  if (text === "file" || text === "hms") return text;
  throw invalid(`there is no metastore ${text}`, option, "There is file, and hms: a Hive Metastore.");
}

export function invalid(message: string, option: string, hint: string): SluiceError {
  return new SluiceError("CONFIGURATION_INVALID", { message, details: { option }, hint });
}
