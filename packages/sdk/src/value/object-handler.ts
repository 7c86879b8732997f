import { DefaultDeserializer, serialize } from "node:v8";
import { SluiceError } from "../error.js";
import type { StoredFile } from "../plugin/type-handler.js";
import type { ValueHandler } from "../plugin/value-handler.js";
import { checkObject } from "./check-object.js";
import { corrupt } from "./corrupt.js";
import { readWhole } from "./read-whole.js";
import { valueFault } from "./value-path.js";

/** Keeps `object()` in the format of `node:v8`, which newer versions of Node.js read and older ones may not. */
export function objectHandler(): ValueHandler {
  return {
    specVersion: 1,
    name: "object",
    family: "object",
    extension: "v8",
    contentType: "application/octet-stream",
    async *encode(value, { asset }) {
      checkObject(value, asset);
      yield serialized(value, asset);
    },
    async decode(file) {
      const bytes = await readWhole(file);
      checkVersion(bytes, file);
      try {
        return deserialized(bytes);
      } catch (cause) {
        throw corrupt(file, "clone of a value", cause);
      }
    },
  };
}

function serialized(value: unknown, asset: string): Uint8Array {
  try {
    return serialize(value);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw valueFault(asset, [], `cannot be cloned: ${why}`, "Store it in parts, as bytes() or as a table.");
  }
}

function deserialized(bytes: Uint8Array): unknown {
  const reader = new DefaultDeserializer(bytes) as DefaultDeserializer & {
    _readHostObject(): NodeJS.ArrayBufferView;
  };
  const read = reader._readHostObject.bind(reader);
  // Typed arrays come as views of the whole file otherwise.
  reader._readHostObject = () => withOwnMemory(read());
  reader.readHeader();
  return reader.readValue();
}

function withOwnMemory(view: NodeJS.ArrayBufferView): NodeJS.ArrayBufferView {
  if (Buffer.isBuffer(view)) return Buffer.from(view);
  if (!(view instanceof DataView)) return view.slice();
  return new DataView(view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength));
}

// The format starts with 0xFF and its version.
function checkVersion(bytes: Uint8Array, file: StoredFile): void {
  const version = bytes[1];
  const known = serialize(null)[1] as number;
  if (bytes[0] !== 0xff || version === undefined || version <= known) return;
  throw new SluiceError("CAPABILITY_MISSING", {
    message: `${file.url} is a clone in format ${version}; Node.js ${process.version} knows up to ${known}.`,
    details: { capability: `structured clone ${version}`, plugin: `Node.js ${process.version}` },
    hint: "Load it with a version of Node.js at least as new as the one that stored it.",
  });
}
