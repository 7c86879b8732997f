import { type FileHandle, open } from "node:fs/promises";
import type { ByteRange, ObjectContent } from "@sluice/sdk/plugin";
import { fileError, isMissing, notFound, throwIfAborted } from "./file-error.js";

const readBytes = 16 * 1024 * 1024;

export interface GetFileRequest {
  readonly store: string;
  readonly key: string;
  readonly path: string;
  readonly range?: ByteRange;
  readonly signal?: AbortSignal;
}

/** Reads through one open file, so a replacement in between is seen whole or not at all. */
export async function getFile(request: GetFileRequest): Promise<ObjectContent> {
  const { store, key, path, range, signal } = request;
  throwIfAborted(signal, store, "get", key);
  const file = await open(path, "r").catch((error: unknown) => {
    throw isMissing(error) ? notFound(store, key, error) : fileError(store, "get", key, error);
  });
  try {
    const entry = await file.stat();
    if (!entry.isFile()) throw notFound(store, key);
    const [start, end] = bounds(range, entry.size);
    return { bytes: await read(file, start, end, request), byteLength: entry.size };
  } finally {
    await file.close();
  }
}

function bounds(range: ByteRange | undefined, byteLength: number): [start: number, end: number] {
  if (range === undefined) return [0, byteLength];
  if ("suffix" in range) return [Math.max(0, byteLength - range.suffix), byteLength];
  const start = Math.min(range.start, byteLength);
  return [start, Math.max(start, Math.min(range.end, byteLength))];
}

async function read(
  file: FileHandle,
  start: number,
  end: number,
  request: GetFileRequest,
): Promise<Uint8Array> {
  const { store, key, signal } = request;
  const bytes = new Uint8Array(end - start);
  let filled = 0;
  while (filled < bytes.length) {
    const wanted = Math.min(readBytes, bytes.length - filled);
    const { bytesRead } = await file.read(bytes, filled, wanted, start + filled).catch((error: unknown) => {
      throw fileError(store, "get", key, error);
    });
    throwIfAborted(signal, store, "get", key);
    if (bytesRead === 0)
      throw fileError(store, "get", key, new Error("the file became shorter while it was read"));
    filled += bytesRead;
  }
  return bytes;
}
