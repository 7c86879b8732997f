import { SluiceError } from "@sluice/sdk";
import { type ObjectInfo, repeat } from "@sluice/sdk/plugin";
import { commit, type Put } from "./commit.js";
import type { Connection } from "./connection.js";
import type { PartMemory } from "./cut-parts.js";
import { timeOf } from "./head-object.js";

const partsAtMost = 10_000;

export interface PartsRequest {
  readonly put: Put;
  readonly target: { readonly Bucket: string; readonly Key: string };
  readonly description: {
    readonly Bucket: string;
    readonly Key: string;
    readonly Metadata: Record<string, string>;
    readonly ContentType?: string;
  };
  readonly condition: { readonly IfNoneMatch?: string };
}

interface SentPart {
  readonly PartNumber: number;
  readonly ETag: string | undefined;
}

/** Sends parts as they come; the object appears with the last request. A failed upload is taken back. */
export async function putParts(
  connection: Connection,
  request: PartsRequest,
  first: readonly Uint8Array[],
  rest: AsyncIterable<Uint8Array>,
  memory: PartMemory,
): Promise<ObjectInfo> {
  const { put, target, description, condition } = request;
  const run = repeating(connection);
  const { UploadId } = await run(put, ({ client, sdk }, options) =>
    client.send(new sdk.CreateMultipartUploadCommand(description), options),
  );
  const upload = { ...target, UploadId };
  try {
    const { parts, byteLength } = await sendParts(connection, put, upload, first, rest, memory);
    return await commit(connection, put, async () => {
      const output = await connection.run(put, ({ client, sdk }, options) =>
        client.send(
          new sdk.CompleteMultipartUploadCommand({
            ...upload,
            ...condition,
            MultipartUpload: { Parts: parts },
          }),
          options,
        ),
      );
      return { key: put.key, byteLength, modifiedAt: await timeOf(connection, put, output) };
    });
  } catch (error) {
    // Parts nobody joins are invisible. If this fails too, a lifecycle rule of the bucket removes them.
    await connection
      .run({ ...put, signal: undefined }, ({ client, sdk }) =>
        client.send(new sdk.AbortMultipartUploadCommand(upload)),
      )
      .catch(() => {});
    throw error;
  }
}

/** At most `concurrency` parts under way, and one more in memory. The first failure stops the others. */
async function sendParts(
  connection: Connection,
  put: Put,
  upload: { readonly Bucket: string; readonly Key: string; readonly UploadId: string | undefined },
  first: readonly Uint8Array[],
  rest: AsyncIterable<Uint8Array>,
  memory: PartMemory,
): Promise<{ parts: SentPart[]; byteLength: number }> {
  const { concurrency, store } = connection.settings;
  const run = repeating(connection);
  const stop = new AbortController();
  const doing = { ...put, signal: put.signal ? AbortSignal.any([put.signal, stop.signal]) : stop.signal };
  const parts: SentPart[] = [];
  const underWay = new Set<Promise<void>>();
  let byteLength = 0;
  let failure: { readonly error: unknown } | undefined;

  const send = async (PartNumber: number, bytes: Uint8Array) => {
    try {
      const { ETag } = await run(doing, ({ client, sdk }, options) =>
        client.send(
          new sdk.UploadPartCommand({ ...upload, PartNumber, Body: bytes, ContentLength: bytes.length }),
          options,
        ),
      );
      parts[PartNumber - 1] = { PartNumber, ETag };
      memory.giveBack(bytes);
    } catch (error) {
      failure ??= { error };
    }
  };
  const start = async (bytes: Uint8Array) => {
    while (underWay.size >= concurrency) await Promise.race(underWay);
    if (failure) throw failure.error;
    if (parts.length >= partsAtMost) throw tooLarge(store, put.key, connection.settings.partBytes);
    byteLength += bytes.length;
    parts.push({ PartNumber: parts.length + 1, ETag: undefined });
    const sending = send(parts.length, bytes).finally(() => underWay.delete(sending));
    underWay.add(sending);
  };

  try {
    for (const bytes of first) await start(bytes);
    for await (const bytes of rest) await start(bytes);
    await Promise.all(underWay);
    if (failure) throw failure.error;
    return { parts, byteLength };
  } catch (error) {
    stop.abort();
    await Promise.all(underWay);
    throw error;
  }
}

/** Requests that may be sent twice, sent again where they fail for the moment. */
function repeating(connection: Connection): Connection["run"] {
  return (doing, request) => {
    const what = `${doing.verb} ${doing.key}`;
    return repeat(() => connection.run(doing, request), { what, signal: doing.signal });
  };
}

function tooLarge(store: string, key: string, partBytes: number): SluiceError {
  return new SluiceError("STORE_FAILED", {
    message: `${store}: could not put ${JSON.stringify(key)}, it is longer than ${partsAtMost} parts of ${partBytes} bytes`,
    details: { store, key },
    hint: "Give s3Store a larger partBytes, or write smaller files.",
  });
}
