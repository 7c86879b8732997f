import type { Readable } from "node:stream";
import { isSluiceError } from "@sluice/sdk";
import type { ByteRange, ObjectContent } from "@sluice/sdk/plugin";
import type { Connection } from "./connection.js";
import { headObject } from "./head-object.js";
import type { Reply } from "./reply.js";
import { type Doing, notFound } from "./store-error.js";

export async function getObject(
  connection: Connection,
  key: string,
  range: ByteRange | undefined,
  signal: AbortSignal | undefined,
): Promise<ObjectContent> {
  // HTTP has no words for a range of no bytes.
  if (range !== undefined && isEmpty(range)) return getNothing(connection, key, signal);
  try {
    return await request(connection, { verb: "get", key, signal }, key, range);
  } catch (error) {
    const status = isSluiceError(error)
      ? (error.cause as Partial<Reply> | undefined)?.httpStatusCode
      : undefined;
    if (status === 416) return getNothing(connection, key, signal);
    throw error;
  }
}

async function request(
  connection: Connection,
  doing: Doing,
  key: string,
  range: ByteRange | undefined,
): Promise<ObjectContent> {
  const { settings } = connection;
  return connection.run(doing, async ({ client, sdk }, options) => {
    const output = await client.send(
      new sdk.GetObjectCommand({
        Bucket: settings.bucket,
        Key: settings.folder + key,
        ...(range && { Range: headerOf(range) }),
      }),
      options,
    );
    const bytes = await read(output.Body as Readable, output.ContentLength ?? 0);
    const total = /\/(\d+)$/.exec(output.ContentRange ?? "")?.[1];
    if (total !== undefined || range === undefined)
      return { bytes, byteLength: Number(total ?? bytes.length) };
    // The server passed over the range and sent all.
    return { bytes: slice(bytes, range), byteLength: bytes.length };
  });
}

async function getNothing(
  connection: Connection,
  key: string,
  signal: AbortSignal | undefined,
): Promise<ObjectContent> {
  const info = await headObject(connection, key, signal);
  if (info === undefined) throw notFound(connection.settings, key);
  return { bytes: new Uint8Array(), byteLength: info.byteLength };
}

function isEmpty(range: ByteRange): boolean {
  return "suffix" in range ? range.suffix <= 0 : range.end <= range.start;
}

function headerOf(range: ByteRange): string {
  return "suffix" in range ? `bytes=-${range.suffix}` : `bytes=${range.start}-${range.end - 1}`;
}

function slice(bytes: Uint8Array, range: ByteRange): Uint8Array {
  return "suffix" in range ? bytes.slice(-range.suffix) : bytes.slice(range.start, range.end);
}

async function read(body: Readable, byteLength: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(byteLength);
  let filled = 0;
  for await (const chunk of body as AsyncIterable<Uint8Array>) {
    bytes.set(chunk, filled);
    filled += chunk.length;
  }
  if (filled === byteLength) return bytes;
  throw Object.assign(new Error(`the answer ended after ${filled} of ${byteLength} bytes`), {
    code: "ECONNRESET",
  });
}
