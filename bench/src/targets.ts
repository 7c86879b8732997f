import { type ContestResult, type Figures, figuresOf } from "./timing.js";

/** What a run is to show. */
export interface Target {
  /** The contest, and its contender of ours. */
  readonly contest: string;
  readonly ours: string;
  /** As good as that contender times `ratio`; or, without one, `limit` of `measure`. */
  readonly against?: string;
  readonly ratio?: number;
  readonly measure?: "rows/s" | "ms" | "bytes" | "added bytes";
  readonly limit?: number;
  /** What stands in the way where it is missed. */
  readonly floor: string;
}

export interface Outcome {
  readonly target: Target;
  readonly wanted: string;
  /** Absent: it was not measured. */
  readonly measured?: string;
  readonly met: boolean;
}

const encodeFlights = "encode: flights, 5 columns";
const encodeLineitem = "encode: lineitem, 16 columns";
const encodeArrowFlights = "encode Arrow: flights, 5 columns";
const encodeArrowLineitem = "encode Arrow: lineitem, 16 columns";
const decodeFlights = "decode to row objects: flights, 5 columns";
const oneWorker = "sluice, main thread and one worker";
const encoder =
  "Parquet encoding in WebAssembly is the floor; the figure of two workers says what it leaves open.";
const toTrino = "store: row objects to a table in Trino on MinIO, zstd";
const arrowToTrino = "store: Arrow batches to a table in Trino on MinIO, zstd";
const toObjects = "load: a table in Trino on MinIO to row objects";
const toArrow = "load: a table in Trino on MinIO to Arrow";
const spooled = "spooling: a table in Trino by SELECT *";
const intoHundred = "partitioned: 100000 rows into 100 partitions";
const registering = "A hundred registrations take 2.4 s and more.";
const later = "small: one-row store, later ones (the middle of 20)";
const first = "small: one-row store, the first of its table (the middle of 20)";
const encoding =
  "Packing and Parquet encoding share the processors; the steps of the store say which of them waits.";
const decoding = "Decoding Parquet in WebAssembly is the floor; the group decode measures it alone.";
const serving = "Trino makes the JSON of the rows, which the bare fetch measures alone.";
const statements =
  "A look at the metastore, a registration and a swap of the view, one after another, are the floor.";

const byTrino = "sluice, committed by Trino";
const withoutTrino = "Python: pyiceberg, without Trino";
const merging = "Trino reads the whole table to find the rows to change.";

/** In the order of the report. */
export const targets: readonly Target[] = [
  limit(
    "pack: flights, 5 columns",
    "sluice packRows",
    "rows/s",
    2e6,
    "Texts are read a character at a time.",
  ),
  ratio(
    "pack: lineitem, 16 columns",
    "sluice packRows",
    "apache-arrow tableFromJSON",
    10,
    "Texts are read a character at a time.",
  ),
  limit(
    "unpack: flights, 5 columns",
    "sluice, a page at a time",
    "rows/s",
    2e6,
    "Making a Date for each row is the floor.",
  ),
  ratio(
    "unpack: lineitem, 16 columns",
    "sluice, a page at a time",
    "apache-arrow toArray, rows as objects",
    10,
    "Each row is an object of 16 values, which the collector has to clear.",
  ),
  limit(encodeFlights, oneWorker, "rows/s", 1e6, encoder),
  ...besidesEncoders(encodeFlights),
  limit(encodeLineitem, oneWorker, "rows/s", 0.7e6, encoder),
  ...besidesEncoders(encodeLineitem),
  ...[encodeArrowFlights, encodeArrowLineitem].flatMap((contest) => [
    ratio(contest, "sluice, one worker", "DuckDB COPY of its own table, one thread", 0.6, encoder),
    ratio(contest, "sluice, two workers", "DuckDB COPY of its own table, one thread", 0.9, encoder),
  ]),
  limit("decode to Arrow: flights, 5 columns", "sluice, one worker", "rows/s", 2e6, decoding),
  limit(decodeFlights, "sluice, one worker", "rows/s", 1e6, decoding),
  ratio(decodeFlights, "sluice, one worker", "hyparquet", 3, decoding),
  ratio(decodeFlights, "sluice, one worker", "parquet-wasm and apache-arrow toArray", 6, decoding),
  ratio(toTrino, "sluice", "arrow builders, parquet-wasm, client-s3", 8, encoding),
  ratio(toTrino, "sluice", "INSERT VALUES by trino-client", 1000, encoding),
  ratio(toTrino, "sluice", "Python, from columns: pandas, pyarrow, s3fs", 1, encoding),
  limit(toTrino, "sluice", "bytes", 450e6, "The rows themselves, as objects, are most of it."),
  ratio(arrowToTrino, "sluice", "Python: pandas, pyarrow, s3fs", 1.3, encoding),
  ratio(arrowToTrino, "sluice", "Python: pyarrow, s3fs", 0.8, encoding),
  ratio(toObjects, "sluice io.load", "trino-client, SELECT *", 10, decoding),
  ratio(toObjects, "sluice io.load", "Python: trino client, fetchall", 20, decoding),
  ratio(toObjects, "sluice io.load", "hyparquet (Snappy), client-s3", 3, decoding),
  ratio(toArrow, "sluice io.batches", "Python: pyarrow, one thread, s3fs", 0.8, decoding),
  ratio(toArrow, "sluice io.batches", "parquet-wasm, client-s3", 2, decoding),
  ratio(spooled, "sluice, rows", "trino-client, rounding, not spooled", 3, serving),
  ratio(spooled, "sluice, rows", "bare fetch of the segments, nothing decoded", 1 / 1.5, serving),
  ratio(intoHundred, "sluice, split, one commit", "Python: pandas groupby, pyarrow, sync", 0.5, registering),
  ratio(intoHundred, "sluice, split, one commit", "Python: awswrangler, sync", 0.5, registering),
  limit(
    later,
    "sluice, local files and DuckDB",
    "ms",
    20,
    "Data, seal and log entry are synced to the disk, one after another.",
  ),
  limit(
    first,
    "sluice, MinIO and Trino",
    "ms",
    250,
    "Eight statements make and claim the table, six of them one after another.",
  ),
  limit(later, "sluice, MinIO and Trino", "ms", 120, statements),
  ratio(later, "sluice, MinIO and Trino", "Python: pyiceberg append, without Trino", 1, statements),
  ratio(
    "iceberg: append Arrow batches to a table on MinIO, zstd",
    byTrino,
    withoutTrino,
    1 / 1.3,
    "Encoding in WebAssembly, and statements that stage and commit, one after another.",
  ),
  ratio("iceberg: upsert 10000 rows into 1000000", byTrino, withoutTrino, 1, merging),
  ratio("iceberg: upsert 100000 rows into 1000000", byTrino, withoutTrino, 5, merging),
  limit(
    "memory: 10000000 rows streamed into a table",
    "sluice, MinIO and Trino",
    "bytes",
    600e6,
    "Each encoder holds a row group.",
  ),
  ...[57, 131, 300].map((width) =>
    limit(
      `split: 2000000 shuffled rows of ${width} bytes into 1000 partitions`,
      "sluice, local files and DuckDB",
      "added bytes",
      300e6,
      "96 MiB of rows wait, and V8's young generation grows to 131 MB on Node 24 (48 on Node 20, where the three add 258, 281 and 297 MB).",
    ),
  ),
  limit(
    "stream: 10000000 rows out of Trino",
    "sluice, rows",
    "bytes",
    300e6,
    "A spooled part of a result is held whole, packed and unpacked.",
  ),
];

/** Each target beside what was measured. */
export function outcomes(contests: readonly ContestResult[]): Outcome[] {
  return targets.map((target) => {
    const contest = contests.find(({ name }) => name === target.contest);
    const figures = (name: string | undefined): Figures | undefined => {
      const timing = contest?.timings.find((each) => each.name === name);
      return timing && figuresOf(timing);
    };
    const ours = figures(target.ours);
    if (target.against !== undefined) return against(target, ours, figures(target.against));
    return alone(target, ours);
  });
}

function against(target: Target, ours: Figures | undefined, theirs: Figures | undefined): Outcome {
  const wanted = `≥ ${Number(target.ratio?.toFixed(2))}× ${target.against}`;
  if (ours === undefined || theirs === undefined) return { target, wanted, met: false };
  const found = ours.rows / ours.millis / (theirs.rows / theirs.millis);
  return { target, wanted, measured: `${found.toFixed(2)}×`, met: found >= (target.ratio ?? 1) };
}

function alone(target: Target, ours: Figures | undefined): Outcome {
  const { limit: wanted = 0, measure } = target;
  const text = (value: number): string => {
    if (measure === "ms") return `${value.toFixed(0)} ms`;
    return measure?.endsWith("bytes")
      ? `${(value / 1e6).toFixed(0)} MB`
      : `${(value / 1e6).toFixed(2)} M rows/s`;
  };
  const sign = measure === "rows/s" ? "≥" : "≤";
  if (ours === undefined) return { target, wanted: `${sign} ${text(wanted)}`, met: false };
  const speed = (ours.rows / ours.millis) * 1000;
  const found = { "rows/s": speed, ms: ours.millis, bytes: ours.peakBytes, "added bytes": ours.addedBytes }[
    measure ?? "rows/s"
  ];
  const met = measure === "rows/s" ? found >= wanted : found <= wanted;
  return { target, wanted: `${sign} ${text(wanted)}`, measured: text(found), met };
}

function besidesEncoders(contest: string): Target[] {
  return [
    ratio(contest, oneWorker, "apache-arrow tableFromJSON, parquet-wasm", 8, encoder),
    ratio(contest, oneWorker, "DuckDB appender and COPY, one thread", 6, encoder),
    ratio(contest, oneWorker, "hyparquet-writer, Snappy", 6, encoder),
  ];
}

function ratio(contest: string, ours: string, against: string, times: number, floor: string): Target {
  return { contest, ours, against, ratio: times, floor };
}

function limit(
  contest: string,
  ours: string,
  measure: Target["measure"],
  most: number,
  floor: string,
): Target {
  return { contest, ours, ...(measure === undefined ? {} : { measure }), limit: most, floor };
}
