import { mapConcurrent } from "@sluice/sdk/plugin";
import type { Chunk } from "../format/footer.js";
import type { Source } from "./source.js";

// Reading this much for nothing takes less time than asking once more.
const maxGap = 64 * 1024;
const concurrency = 8;

interface Range {
  readonly start: number;
  end: number;
}

/** The bytes of each chunk. Neighbours are read together. */
export async function readChunks(source: Source, chunks: readonly Chunk[]): Promise<Uint8Array[]> {
  const ranges = coalesce(chunks);
  const bytes = await mapConcurrent(ranges, concurrency, ({ start, end }) => source.read(start, end));
  return chunks.map((chunk) => {
    const index = ranges.findIndex(({ start, end }) => start <= chunk.start && chunk.end <= end);
    const { start } = ranges[index]!;
    return bytes[index]!.subarray(chunk.start - start, chunk.end - start);
  });
}

function coalesce(chunks: readonly Chunk[]): Range[] {
  const ranges: Range[] = [];
  for (const { start, end } of [...chunks].sort((left, right) => left.start - right.start)) {
    const last = ranges.at(-1);
    if (last !== undefined && start <= last.end + maxGap) last.end = Math.max(last.end, end);
    else ranges.push({ start, end });
  }
  return ranges;
}
