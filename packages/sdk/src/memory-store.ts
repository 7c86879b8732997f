import { SluiceError } from "./error.js";
import { checkObjectKey, compareObjectKeys } from "./object-key.js";
import type { ByteRange, ObjectInfo, ObjectStore } from "./plugin/object-store.js";

/** An object store in this process, for tests. Gone when it is. */
export function memoryStore(): ObjectStore {
  const objects = new Map<string, { bytes: Uint8Array; info: ObjectInfo }>();
  const entry = (key: string): { bytes: Uint8Array; info: ObjectInfo } => {
    const found = objects.get(key);
    if (found !== undefined) return found;
    throw new SluiceError("OBJECT_NOT_FOUND", {
      message: `There is no object ${key} in memory.`,
      details: { key },
    });
  };
  return {
    specVersion: 1,
    name: "memory",
    scheme: "memory",
    async put(key, body, { mode, signal }) {
      const exists = (): SluiceError =>
        new SluiceError("OBJECT_EXISTS", { message: `${key} exists in memory.`, details: { key } });
      checkObjectKey("memory", key);
      if (mode === "create" && objects.has(key)) throw exists();
      const bytes = await collect(body);
      checkSignal(signal);
      if (mode === "create" && objects.has(key)) throw exists();
      const info = { key, byteLength: bytes.length, modifiedAt: new Date() };
      objects.set(key, { bytes, info });
      return info;
    },
    async get(key, options) {
      checkObjectKey("memory", key);
      checkSignal(options?.signal);
      const { bytes } = entry(key);
      return { bytes: slice(bytes, options?.range), byteLength: bytes.length };
    },
    async head(key, options) {
      checkSignal(options?.signal);
      return objects.get(key)?.info;
    },
    async *list(prefix, options) {
      const keys = [...objects.keys()].filter((key) => key.startsWith(prefix)).sort(compareObjectKeys);
      for (const key of keys) {
        checkSignal(options?.signal);
        if (options?.startAfter !== undefined && compareObjectKeys(key, options.startAfter) <= 0) continue;
        const found = objects.get(key);
        if (found !== undefined) yield found.info;
      }
    },
    async delete(key, options) {
      checkSignal(options?.signal);
      objects.delete(key);
    },
    locate: (key) => `memory://${key}`,
  };
}

async function collect(body: Uint8Array | AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  if (body instanceof Uint8Array) return new Uint8Array(body);
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return new Uint8Array(Buffer.concat(chunks));
}

function slice(bytes: Uint8Array, range: ByteRange | undefined): Uint8Array {
  if (range === undefined) return bytes.slice();
  if ("suffix" in range) return bytes.slice(Math.max(0, bytes.length - range.suffix));
  return bytes.slice(range.start, range.end);
}

function checkSignal(signal: AbortSignal | undefined): void {
  if (signal?.aborted) {
    throw new SluiceError("ABORTED", { message: "The call was aborted.", details: {}, cause: signal.reason });
  }
}
