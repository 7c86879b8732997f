import { mapConcurrent } from "@sluice/sdk/plugin";
import type { Source } from "./source.js";

// Reading this much for nothing takes less time than asking once more.
const maxGap = 64 * 1024;
const concurrency = 8;

/** Bytes of a file; the end is exclusive. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** The bytes of each range. Neighbours are read together. */
export async function readRanges(source: Source, wanted: readonly ByteRange[]): Promise<Uint8Array[]> {
  const ranges = coalesce(wanted.filter(({ start, end }) => start < end));
  const bytes = await mapConcurrent(ranges, concurrency, ({ start, end }) => source.read(start, end));
  return wanted.map((one) => {
    if (one.start === one.end) return new Uint8Array(0);
    const index = ranges.findIndex(({ start, end }) => start <= one.start && one.end <= end);
    const { start } = ranges[index]!;
    return bytes[index]!.subarray(one.start - start, one.end - start);
  });
}

function coalesce(wanted: readonly ByteRange[]): ByteRange[] {
  const ranges: { start: number; end: number }[] = [];
  for (const { start, end } of [...wanted].sort((left, right) => left.start - right.start)) {
    const last = ranges.at(-1);
    if (last !== undefined && start <= last.end + maxGap) last.end = Math.max(last.end, end);
    else ranges.push({ start, end });
  }
  return ranges;
}
