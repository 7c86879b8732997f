import type { StoredFile } from "@sluice/sdk/plugin";

/** A file at rest whose bytes are these. Tells of each read. */
export function stored(
  content: string | Uint8Array,
  onRead: (start: number, end: number) => void = () => {},
): StoredFile {
  const bytes = Buffer.from(content);
  return {
    key: "a/part-00000.jsonl",
    url: "memory://a/part-00000.jsonl",
    byteLength: bytes.length,
    async read(start, end) {
      onRead(start, end);
      return bytes.subarray(start, end);
    },
  };
}
