import { SluiceError } from "@sluice/sdk";
import { isTrinoError } from "../client/index.js";
import type { IcebergSession } from "./session.js";

/**
 * The error of a statement; where it was to write to more partitions than the server lets it, with what to do about it. A
 * session may only lower that limit.
 */
export function tooManyPartitions(error: unknown, { asset, names, relation }: IcebergSession): unknown {
  if (!isTrinoError(error, "ICEBERG_TOO_MANY_OPEN_PARTITIONS")) return error;
  const limit = /limit of (\d+)/.exec(error.message)?.[1] ?? "so many";
  return new SluiceError("CAPABILITY_MISSING", {
    message: `The store of ${asset.key} has rows of more partitions of ${relation} than the server lets one statement write: ${limit} for each of its writers.`,
    details: { capability: "partitions of one statement", plugin: "trino" },
    hint: `Nothing was changed. Set iceberg.max-partitions-per-writer=10000 in etc/catalog/${names.catalog}.properties, or store fewer partitions at a time.`,
    cause: error,
  });
}
