import * as zlib from "node:zlib";

interface ZstdOfNode {
  readonly zstdCompressSync?: (
    bytes: Uint8Array,
    options: { params: Readonly<Record<number, number>> },
  ) => Uint8Array;
}

// https://facebook.github.io/zstd/zstd_manual.html `ZSTD_c_compressionLevel`
const compressionLevel = 100;

const { zstdCompressSync } = zlib as ZstdOfNode;

/** Compresses with zstd of that level. Node has it from 22.15 on. */
export const zstdCompress =
  zstdCompressSync &&
  ((bytes: Uint8Array, level: number): Uint8Array =>
    zstdCompressSync(bytes, { params: { [compressionLevel]: level } }));
