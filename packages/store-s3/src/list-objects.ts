import type { ObjectInfo } from "@sluice/sdk/plugin";
import { compareObjectKeys, objectKeyFault } from "@sluice/sdk/plugin";
import type { Connection } from "./connection.js";

/** Page by page, in the order S3 keeps keys in, which is that of their UTF-8 bytes. */
export async function* listObjects(
  connection: Connection,
  prefix: string,
  startAfter: string | undefined,
  signal: AbortSignal | undefined,
): AsyncGenerator<ObjectInfo> {
  const { bucket, folder } = connection.settings;
  const parts = prefix.slice(0, prefix.lastIndexOf("/") + 1);
  // No key has such a part, so none starts with it; some servers refuse to be asked.
  if (parts !== "" && objectKeyFault(parts.slice(0, -1)) !== undefined) return;
  // Servers differ in what they make of a start outside the prefix, so they are not asked.
  const inside = startAfter?.startsWith(prefix);
  if (startAfter !== undefined && !inside && compareObjectKeys(startAfter, prefix) > 0) return;
  const start = inside ? { StartAfter: `${folder}${startAfter}` } : {};

  let token: string | undefined;
  do {
    const page = await connection.run({ verb: "list", key: prefix, signal }, ({ client, sdk }, options) =>
      client.send(
        new sdk.ListObjectsV2Command({
          Bucket: bucket,
          Prefix: folder + prefix,
          // XML has no way to write some characters that keys may have.
          EncodingType: "url",
          ...(token === undefined ? start : { ContinuationToken: token }),
        }),
        options,
      ),
    );
    for (const { Key = "", Size = 0, LastModified = new Date(0) } of page.Contents ?? []) {
      const key = page.EncodingType === "url" ? decodeURIComponent(Key.replaceAll("+", " ")) : Key;
      yield { key: key.slice(folder.length), byteLength: Size, modifiedAt: LastModified };
    }
    token = page.IsTruncated ? page.NextContinuationToken : undefined;
  } while (token !== undefined);
}
