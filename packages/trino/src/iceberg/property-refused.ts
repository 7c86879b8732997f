import { SluiceError } from "@sluice/sdk";
import { isTrinoError } from "../client/index.js";
import { icebergAssetOptions } from "./asset-options.js";
import { notReplaced } from "./format-version.js";
import { trinoProperties } from "./iceberg-properties.js";
import type { IcebergSession } from "./session.js";

/** The error of a statement that makes a table; where Trino refuses what it is to have, with what to do about it. */
export function propertyRefused(error: unknown, session: IcebergSession): unknown {
  if (isTrinoError(error) && /require at least format version 2/.test(error.message)) {
    return notReplaced(session, error);
  }
  if (!isTrinoError(error, "INVALID_TABLE_PROPERTY")) return error;
  const { asset, names } = session;
  const { extra } = trinoProperties(icebergAssetOptions(asset).properties ?? {}, names.properties);
  const refused = extra.map(([name]) => name);
  const isExtra = refused.length > 0 && /extra.properties/i.test(error.message);
  return new SluiceError("ASSET_INVALID", {
    message: isExtra
      ? `${asset.key} has table properties that ${names.catalog} does not allow: ${refused.join(", ")}.`
      : `${asset.key} has a table property that Trino refuses: ${error.message.split("\n")[0]?.replace(/^QUERY_FAILED: /, "")}`,
    details: { asset: asset.key },
    hint: isExtra
      ? `Set iceberg.allowed-extra-properties=${refused.join(",")} in etc/catalog/${names.catalog}.properties, or leave them out.`
      : "Look for the property in the documentation of the server's release, or leave it out.",
    cause: error,
  });
}
