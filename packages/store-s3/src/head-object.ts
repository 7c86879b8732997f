import type { HeadObjectCommandOutput } from "@aws-sdk/client-s3";
import { isSluiceError } from "@sluice/sdk";
import type { ObjectInfo } from "@sluice/sdk/plugin";
import type { Put } from "./commit.js";
import { type Connection, dateOf } from "./connection.js";

export const markName = "sluice-put";

export async function headObject(
  connection: Connection,
  key: string,
  signal: AbortSignal | undefined,
): Promise<ObjectInfo | undefined> {
  const output = await head(connection, key, signal);
  return output && infoOf(key, output);
}

/** The object, if it is the one this put made. */
export async function headOwn(
  connection: Connection,
  { key, mark, signal }: Put,
): Promise<ObjectInfo | undefined> {
  const output = await head(connection, key, signal);
  return output?.Metadata?.[markName] === mark ? infoOf(key, output) : undefined;
}

/** When the object was made, by the store's clock: as the put was answered, or else as the store keeps it. */
export async function timeOf(
  connection: Connection,
  { key, signal }: Put,
  output: { readonly $metadata: object },
): Promise<Date> {
  const date = dateOf(output);
  if (date !== undefined) return date;
  // The object is there, whatever becomes of asking for its time.
  const info = await headObject(connection, key, signal).catch(() => undefined);
  return info?.modifiedAt ?? new Date();
}

async function head(
  connection: Connection,
  key: string,
  signal: AbortSignal | undefined,
): Promise<HeadObjectCommandOutput | undefined> {
  const { bucket, folder } = connection.settings;
  try {
    return await connection.run({ verb: "head", key, signal }, ({ client, sdk }, options) =>
      client.send(new sdk.HeadObjectCommand({ Bucket: bucket, Key: folder + key }), options),
    );
  } catch (error) {
    if (isSluiceError(error, "OBJECT_NOT_FOUND")) return undefined;
    throw error;
  }
}

function infoOf(key: string, output: HeadObjectCommandOutput): ObjectInfo {
  return { key, byteLength: output.ContentLength ?? 0, modifiedAt: output.LastModified ?? new Date(0) };
}
