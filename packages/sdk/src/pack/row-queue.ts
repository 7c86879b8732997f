import { deflateRawSync, inflateRawSync } from "node:zlib";
import type { Schema } from "@sluice/type-mapping";
import type * as arrow from "apache-arrow";
import { BatchBuilder } from "./batch-builder.js";
import { BatchMemory } from "./batch-memory.js";
import { type ByteSource, PageList } from "./page-list.js";
import { PagePool } from "./page-pool.js";

/** What many queues of rows share. */
export class RowPool {
  readonly pages: PagePool = new PagePool();
  /** Where rows are put beside each other before they go into pages. */
  readonly gathered: BatchBuilder;
  /** Where they become batches again. It is empty whenever a batch is handed on. */
  readonly taken: BatchBuilder;
  /** What those batches are in. */
  readonly memory: BatchMemory = new BatchMemory();
  private scratch: Uint8Array = new Uint8Array(0);

  constructor(schema: Schema, asset: string) {
    const options = { asset, ignoreExtra: true };
    this.gathered = new BatchBuilder(schema, options);
    this.taken = new BatchBuilder(schema, { ...options, memory: this.memory });
  }

  /** Room for so many bytes, until somebody else asks for some. */
  scratchBytes(byteLength: number): Uint8Array {
    if (this.scratch.length < byteLength) this.scratch = new Uint8Array(byteLength * 2);
    return this.scratch.subarray(0, byteLength);
  }
}

interface PressedBlock {
  readonly byteLength: number;
  readonly pressedLength: number;
  /** Rows of each `append` that the block holds. */
  readonly counts: readonly number[];
}

/** Fewer bytes are not worth pressing, and more are worth a file as they are. */
const [leastPressed, mostPressed] = [16 * 1024, 4 * 1024 * 1024];
/** Nor is what keeps more than this share of its bytes. */
const worthPressing = 0.8;

/** Rows of one partition, in pages until they are taken as batches. */
export class RowQueue {
  private readonly pool: RowPool;
  private readonly fresh: PageList;
  private counts: number[] = [];
  private readonly pressed: PageList;
  private blocks: PressedBlock[] = [];
  private incompressible = false;

  constructor(pool: RowPool) {
    this.pool = pool;
    this.fresh = new PageList(pool.pages);
    this.pressed = new PageList(pool.pages);
  }

  /** Memory the rows take: whole pages, not what is used of them. */
  get byteLength(): number {
    return this.fresh.byteLength + this.pressed.byteLength;
  }

  private get empty(): boolean {
    return this.counts.length === 0 && this.blocks.length === 0;
  }

  /** The rows of `batch` that `indices[0]` to `indices[count - 1]` name. */
  append(batch: arrow.RecordBatch, indices: Int32Array, count: number): void {
    this.pool.gathered.appendTaken(batch, indices, count);
    this.pool.gathered.writeTo(this.fresh);
    this.counts.push(count);
  }

  /** Compresses the rows that came since the last time. `false`: that saves nothing worth having. */
  press(): boolean {
    const { length } = this.fresh;
    if (this.incompressible || length < leastPressed || length > mostPressed) return false;
    const bytes = this.pool.scratchBytes(length);
    this.fresh.copyTo(bytes);
    const most = Math.ceil(length * worthPressing);
    const pressed = deflateRawSync(bytes, { level: 1, chunkSize: most });
    this.incompressible = pressed.length > most;
    if (this.incompressible) return false;
    this.fresh.clear();
    this.pressed.write(pressed);
    this.blocks.push({ byteLength: length, pressedLength: pressed.length, counts: this.counts });
    this.counts = [];
    return true;
  }

  /** All rows, in the order in which they came. Each batch leaves the queue before it is handed on. */
  *takeBatches(): Generator<arrow.RecordBatch> {
    if (this.empty) return;
    const { taken: builder } = this.pool;
    const { blocks, counts } = this;
    this.blocks = [];
    this.counts = [];
    this.incompressible = false;
    for (const block of blocks) yield* readBatches(builder, this.inflate(block), block.counts);
    yield* readBatches(builder, this.fresh, counts);
    if (builder.rows > 0) yield builder.flush();
  }

  private inflate({ byteLength, pressedLength }: PressedBlock): ByteSource {
    const pressed = this.pool.scratchBytes(pressedLength);
    this.pressed.read(pressed, 0, pressedLength);
    const bytes = inflateRawSync(pressed, { chunkSize: byteLength });
    let next = 0;
    return {
      read(target, start, count) {
        target.set(bytes.subarray(next, next + count), start);
        next += count;
      },
    };
  }
}

function* readBatches(
  builder: BatchBuilder,
  source: ByteSource,
  counts: readonly number[],
): Generator<arrow.RecordBatch> {
  for (const count of counts) {
    builder.readFrom(source, count);
    if (builder.full) yield builder.flush();
  }
}
