// https://webassembly.github.io/spec/core/binary/modules.html
const headerByteLength = 8;
const memorySection = 5;
const pageByteLength = 64 * 1024;

/** The module `bytes`, whose only memory has no limit yet, with one. Growing beyond it fails inside the module. */
export function withMemoryLimit(bytes: Uint8Array, maxByteLength: number): Uint8Array {
  for (let at = headerByteLength; at < bytes.length; ) {
    const size = readInteger(bytes, at + 1);
    const end = size.end + size.value;
    if (bytes[at] === memorySection) {
      const [count, flags] = [bytes[size.end], bytes[size.end + 1]];
      if (count !== 1 || flags !== 0) break;
      const initial = bytes.subarray(size.end + 2, end);
      const limited = [1, 1, ...initial, ...integer(Math.floor(maxByteLength / pageByteLength))];
      const section = Uint8Array.from([memorySection, ...integer(limited.length), ...limited]);
      return Buffer.concat([bytes.subarray(0, at), section, bytes.subarray(end)]);
    }
    at = end;
  }
  throw new Error("The module has no memory of its own without a limit.");
}

// LEB128, without a sign.
function readInteger(bytes: Uint8Array, start: number): { readonly value: number; readonly end: number } {
  let value = 0;
  let end = start;
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[end++] as number;
    value += (byte & 127) * 2 ** shift;
    if (byte < 128) return { value, end };
  }
}

function integer(value: number): number[] {
  return value < 128 ? [value] : [(value % 128) + 128, ...integer(Math.floor(value / 128))];
}
