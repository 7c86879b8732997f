import { promisify } from "node:util";
import * as zlib from "node:zlib";
import { unpackLz4 } from "./unpack-lz4.js";

/** The bytes of a segment, unpacked. Rejects for what is damaged, or larger than said. */
type Unpack = (bytes: Buffer, byteLength: number) => Promise<Buffer>;

type Decompress = (bytes: Buffer, options: { maxOutputLength: number; chunkSize: number }) => Promise<Buffer>;

// Node has it from 22.15 on.
const { zstdDecompress } = zlib as unknown as { zstdDecompress?: (...arguments_: never[]) => void };
const zstd = zstdDecompress && (promisify(zstdDecompress) as unknown as Decompress);

/** zlib takes no smaller chunks. */
const leastChunkBytes = 64;

// Whatever is unpacked comes in one chunk, which must not become full: parts would be joined, in twice the memory.
const unpackZstd: Unpack | undefined =
  zstd &&
  ((bytes, byteLength) =>
    zstd(bytes, { maxOutputLength: byteLength, chunkSize: Math.max(byteLength + 1, leastChunkBytes) }));

const packings: ReadonlyMap<string, Unpack> = new Map([
  ...(unpackZstd ? [["json+zstd", unpackZstd] as const] : []),
  ["json+lz4", async (bytes: Buffer, byteLength: number) => unpackLz4(bytes, byteLength)],
]);

/** The encodings of spooled results this Node can read, best first. */
export const acceptedEncodings: readonly string[] = [...packings.keys(), "json"];

/** The bytes of a segment, unpacked. Rejects for what is damaged, or larger than said. */
export async function unpackSegment(encoding: string, bytes: Buffer, byteLength: number): Promise<Buffer> {
  const unpack = packings.get(encoding);
  if (unpack === undefined) throw new RangeError(`There is no way to unpack ${encoding} here.`);
  return unpack(bytes, byteLength);
}
