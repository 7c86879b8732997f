import { promisify } from "node:util";
import * as zlib from "node:zlib";

type Decompress = (bytes: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>;

// Node has it from 22.15 on.
const { zstdDecompress } = zlib as unknown as { zstdDecompress?: (...arguments_: never[]) => void };
const zstd = zstdDecompress && (promisify(zstdDecompress) as unknown as Decompress);

/** The encodings of spooled results this Node can read, best first. */
export const acceptedEncodings: readonly string[] = zstd ? ["json+zstd", "json"] : ["json"];

/** The bytes of a segment, unpacked. Rejects for what is damaged, or larger than said. */
export async function unpackSegment(encoding: string, bytes: Buffer, byteLength: number): Promise<Buffer> {
  if (encoding !== "json+zstd" || zstd === undefined) {
    throw new RangeError(`There is no way to unpack ${encoding} here.`);
  }
  return zstd(bytes, { maxOutputLength: byteLength });
}
