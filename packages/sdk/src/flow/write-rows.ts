import type * as arrow from "apache-arrow";
import { untilAborted } from "../abort.js";
import { mapConcurrent } from "../concurrent.js";
import { SluiceError } from "../error.js";
import { BatchMemory } from "../pack/batch-memory.js";
import { RowPool } from "../pack/row-queue.js";
import { packTable } from "../pack/table-input.js";
import { PartitionIds } from "../partition/partition-ids.js";
import { partitionColumn, partitionPath } from "../partition/path.js";
import type { PartitionValues } from "../plugin/asset-description.js";
import type { PartitionWrite } from "../plugin/snapshot-log.js";
import { checkKey } from "./check-key.js";
import type { WrittenFiles } from "./file-writer.js";
import { OpenWriters, type WriterLimits, writerLimits } from "./open-writers.js";
import { PartitionWriter, type PartitionWriterOptions } from "./partition-writer.js";
import { WriteClock } from "./write-clock.js";

export interface WriteRowsOptions extends Omit<PartitionWriterOptions, "pool" | "memory" | "clock"> {
  /** The one partition all rows belong to, or `split`: each row says. */
  readonly target: PartitionValues | "split";
  readonly ignoreExtra: boolean;
  /** Columns without a null. Default: those that the asset requires. */
  readonly key?: readonly string[];
  /** Default: `writerLimits`. */
  readonly limits?: WriterLimits;
}

/** A split copies the rows of each batch, so that it need not be large. */
const splitBytes = 4 * 1024 * 1024;

/** Packs the value, encodes it and puts the files, each partition under a folder of its own. */
export async function writeRows(value: unknown, options: WriteRowsOptions): Promise<WrittenFiles> {
  const { asset, target, ignoreExtra, key = [], limits = writerLimits, signal } = options;
  const writers = new Map<number, PartitionWriter>();
  const open = new OpenWriters<PartitionWriter>(limits);
  const pool = new RowPool(asset.schema, asset.key);
  const memory = new BatchMemory();
  const clock = new WriteClock();
  const ids = new PartitionIds(asset, target === "split" ? undefined : target);
  const writerOf = (id: number, partition: PartitionValues): PartitionWriter => {
    const known = writers.get(id);
    if (known !== undefined) return known;
    const made = new PartitionWriter(partition, { ...options, pool, memory, clock });
    writers.set(id, made);
    return made;
  };
  const full = target === "split" ? { fullBytes: splitBytes } : {};
  const pack = { asset: asset.key, schema: asset.schema, ignoreExtra, signal, memory, ...full };
  let rows = 0;
  let packMillis = 0;
  try {
    let from = performance.now();
    for await (const batch of untilAborted(packTable(value, pack), asset.key, signal)) {
      packMillis += performance.now() - from;
      checkKey(batch, key, rows, asset);
      if (target !== "split") {
        checkTarget(batch, ids, target, rows, options);
        const writer = writerOf(0, target);
        writer.push(batch);
        await open.settle(writer);
      } else {
        for (const { id, indices } of groupRows(ids.of(batch, rows))) {
          const writer = writerOf(id, ids.values(id));
          writer.take(batch, indices, indices.length);
          await open.settle(writer);
        }
        memory.release(batch);
      }
      rows += batch.numRows;
      options.emit({ type: "rows-packed", asset: asset.key, rows });
      from = performance.now();
    }
    if (target !== "split") await open.settle(writerOf(0, target));
    const ended = new Map<PartitionWriter, PartitionWrite>();
    await mapConcurrent(open.inOrderOfEnding(), limits.streams, async (writer) => {
      ended.set(writer, await writer.finish());
    });
    const added = [...writers.values()].map((writer) => ended.get(writer) as PartitionWrite);
    checkRows(asset.key, [...writers.values()], added);
    return { added, rows, packMillis, clock };
  } catch (error) {
    await Promise.all([...writers.values()].map((writer) => writer.fail(error)));
    throw error;
  }
}

/** The rows of each id, in their order. */
function* groupRows(rowIds: Int32Array): Generator<{ id: number; indices: Int32Array }> {
  const counts = new Map<number, number>();
  for (const id of rowIds) counts.set(id, (counts.get(id) ?? 0) + 1);
  // One array for all: a thousand small ones for each batch would outlive it.
  const ordered = new Int32Array(rowIds.length);
  const next = new Map<number, number>();
  let first = 0;
  for (const [id, count] of counts) {
    next.set(id, first);
    first += count;
  }
  for (let row = 0; row < rowIds.length; row++) {
    const id = rowIds[row] as number;
    const at = next.get(id) as number;
    ordered[at] = row;
    next.set(id, at + 1);
  }
  for (const [id, count] of counts) {
    const end = next.get(id) as number;
    yield { id, indices: ordered.subarray(end - count, end) };
  }
}

/** `ROW_NOT_IN_PARTITION` for a row that does not belong to `target`. */
export function checkTarget(
  batch: arrow.RecordBatch,
  ids: PartitionIds,
  target: PartitionValues,
  firstRow: number,
  { asset }: Pick<WriteRowsOptions, "asset">,
): void {
  if (target.length === 0) return;
  const rowIds = ids.of(batch, firstRow);
  const wanted = JSON.stringify(target);
  const matches = new Map<number, boolean>();
  for (let row = 0; row < rowIds.length; row++) {
    const id = rowIds[row] as number;
    const known = matches.get(id) ?? JSON.stringify(ids.values(id)) === wanted;
    matches.set(id, known);
    if (known) continue;
    const values = ids.values(id);
    const index = values.findIndex((value, at) => value !== target[at]);
    const dimension = asset.partitions[index] as (typeof asset.partitions)[number];
    const partition = partitionPath(asset.partitions, target);
    const value = values[index] ?? "null";
    throw new SluiceError("ROW_NOT_IN_PARTITION", {
      message: `Row ${firstRow + row} of ${asset.key} belongs to ${partitionColumn(dimension)}=${value}, not to ${partition} (column "${dimension.source}").`,
      details: {
        asset: asset.key,
        row: firstRow + row,
        column: dimension.source ?? dimension.name,
        value,
        partition,
      },
      hint: "Leave the row out, or store with { split: true } to put each row where it belongs.",
    });
  }
}

/** `VERIFY_FAILED` unless what the files say they hold is what they were given. */
export function checkRows(
  asset: string,
  writers: readonly Pick<PartitionWriter, "rows">[],
  added: readonly PartitionWrite[],
): void {
  added.forEach((write, index) => {
    const found = write.files.reduce((sum, file) => sum + file.rows, 0);
    const sent = writers[index]?.rows ?? 0;
    if (found === sent) return;
    throw new SluiceError("VERIFY_FAILED", {
      message: `The files of ${asset} in ${write.folder} hold ${found} rows; ${sent} were sent.`,
      details: { asset, file: write.folder, sent: String(sent), found: String(found) },
      hint: "Nothing was published. This is a defect of the type handler.",
    });
  });
}
