import { SluiceError } from "../error.js";
import type { ValueHandler } from "../plugin/value-handler.js";
import { readWhole } from "./read-whole.js";

/** Keeps `bytes()` as they are. */
export function bytesHandler(): ValueHandler<Uint8Array, Uint8Array | AsyncIterable<Uint8Array>> {
  return {
    specVersion: 1,
    name: "bytes",
    family: "bytes",
    extension: "bin",
    contentType: "application/octet-stream",
    async *encode(value, { asset }) {
      if (value instanceof Uint8Array) {
        if (value.length > 0) yield value;
        return;
      }
      if (!isAsyncIterable(value)) throw notBytes(asset, "is", value);
      for await (const chunk of value) {
        if (!((chunk as unknown) instanceof Uint8Array)) throw notBytes(asset, "has a chunk that is", chunk);
        yield chunk;
      }
    },
    decode: readWhole,
  };
}

function isAsyncIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === "object" && value !== null && Symbol.asyncIterator in value;
}

function notBytes(asset: string, is: string, value: unknown): SluiceError {
  const kind = Array.isArray(value)
    ? "an array"
    : typeof value === "object"
      ? "an object"
      : `a ${typeof value}`;
  return new SluiceError("VALUE_INVALID", {
    message: `The value for ${asset} ${is} ${kind}, not a Uint8Array.`,
    details: { asset },
    hint: "Give a Uint8Array, such as Buffer.from(text), or an async iterable of them, such as fs.createReadStream(path).",
  });
}
