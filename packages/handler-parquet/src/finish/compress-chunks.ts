import { gzipSync } from "node:zlib";
import type { Chunk, RowGroup } from "../format/footer.js";
import { columnMetaData, magic, offsetIndex, pageHeader, pageLocation, rowGroup } from "../format/format.js";
import type { PageIndex } from "../format/page-index.js";
import { pagesOf } from "../format/pages.js";
import { readThrift } from "../format/read-thrift.js";
import { countAt, int32, int64, structsAt } from "../format/thrift.js";
import { writeThrift } from "../format/write-thrift.js";
import type { Compression } from "../options/options.js";
import { zstdCompress } from "./zstd.js";

/** https://github.com/apache/parquet-format/blob/master/Compression.md */
const codecs: Record<Compression, number> = { none: 0, snappy: 1, gzip: 2, zstd: 6 };

/** A page at its new place. */
interface MovedPage {
  readonly start: number;
  readonly byteLength: number;
}

/**
 * The pages of a row group that lie uncompressed in `file`, compressed, one after the other. The row group and its
 * indexes say so afterwards.
 */
export function compressChunks(
  file: Uint8Array,
  group: RowGroup,
  indexes: PageIndex[],
  compression: Compression,
  level: number,
): Uint8Array[] {
  const parts: Uint8Array[] = [];
  let position: number = magic.length;
  let expanded = 0;
  for (const [index, chunk] of group.chunks.entries()) {
    const moved = new Map<number, MovedPage>();
    const from = position;
    let uncompressed = 0;
    for (const { header, start, body } of pagesOf(file.subarray(chunk.start, chunk.end), chunk.start)) {
      const packed = compression === "gzip" ? gzipSync(body, { level }) : zstdCompress!(body, level);
      header.set(pageHeader.compressedByteLength, int32(packed.length));
      const head = writeThrift(header);
      moved.set(start, { start: position, byteLength: head.length + packed.length });
      parts.push(head, packed);
      position += head.length + packed.length;
      uncompressed += head.length + body.length;
    }
    moveChunk(chunk, moved, codecs[compression], uncompressed, position - from);
    indexes[index] = movedIndex(indexes[index]!, moved);
    expanded += uncompressed;
  }
  group.struct.set(rowGroup.byteLength, int64(expanded));
  group.struct.set(rowGroup.compressedByteLength, int64(position - magic.length));
  return parts;
}

function moveChunk(
  { metadata }: Chunk,
  moved: ReadonlyMap<number, MovedPage>,
  codec: number,
  uncompressed: number,
  compressed: number,
): void {
  metadata.set(columnMetaData.codec, int32(codec));
  metadata.set(columnMetaData.uncompressedByteLength, int64(uncompressed));
  metadata.set(columnMetaData.compressedByteLength, int64(compressed));
  for (const id of [columnMetaData.dataPageOffset, columnMetaData.dictionaryPageOffset]) {
    const page = metadata.has(id) ? moved.get(countAt(metadata, id)) : undefined;
    if (page !== undefined) metadata.set(id, int64(page.start));
  }
}

function movedIndex(index: PageIndex, moved: ReadonlyMap<number, MovedPage>): PageIndex {
  if (index.offsetIndex === undefined) return index;
  const { struct } = readThrift(index.offsetIndex);
  for (const location of structsAt(struct, offsetIndex.pageLocations)) {
    const { start, byteLength } = moved.get(countAt(location, pageLocation.offset))!;
    location.set(pageLocation.offset, int64(start));
    location.set(pageLocation.compressedByteLength, int32(byteLength));
  }
  return { ...index, offsetIndex: writeThrift(struct) };
}
