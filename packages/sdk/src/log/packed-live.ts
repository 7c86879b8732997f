import { partitionPath } from "../partition/path.js";
import type { PartitionDimension, PartitionValues } from "../plugin/asset-description.js";
import type { FileRecord, LivePartition, LiveWrite } from "../plugin/snapshot-log.js";
import { columnAt, columnOf, type NumberColumn, Numbered, sumOf } from "./columns.js";
import { layout } from "./layout.js";
import { partitionWith } from "./lazy-writes.js";

/**
 * Live partitions column by column. Ten thousand writes as objects take four times the bytes, and five times the time to
 * read. What is random is kept in one text; folders and keys are made again from what they are made of.
 */
export interface PackedLive {
  readonly partitions: readonly PartitionValues[];
  readonly floors: NumberColumn;
  /** Commits that changed rows which no file tells any more; 0: there is none. Absent: none of any partition. */
  readonly edited?: NumberColumn;
  /** Writes of each partition. */
  readonly counts: NumberColumn;
  /** How much later than the write before it each one was committed. */
  readonly commits: NumberColumn;
  /** The ids of all writes, one after the other. */
  readonly writes: string;
  readonly handlers: readonly string[];
  readonly handlerOf: NumberColumn;
  /** 0: with the snapshot's `schema`; else the place among its `schemas`, counted from 1. */
  readonly writtenWith: NumberColumn;
  /** 1: the catalog's table owns the files of the write. Absent: it owns none. */
  readonly owned?: NumberColumn;
  /** Files of each write. */
  readonly files: NumberColumn;
  /** Names of files in their folders. */
  readonly names: readonly string[];
  readonly nameOf: NumberColumn;
  readonly rows: NumberColumn;
  readonly byteLengths: NumberColumn;
  /** The digests of all files, one after the other. */
  readonly digests: string;
  /** Writes that are not like that, by their number; what the columns say of them does not count. */
  readonly others: readonly (readonly [number: number, write: LiveWrite])[];
}

const idLength = 24;
const digestLength = 64;
const digestPrefix = "sha256:";
const noId = "0".repeat(idLength);

/** `live` of a snapshot with these dimensions, for `unpackLive` with the same. */
export function packLive(
  live: readonly LivePartition[],
  asset: string,
  dimensions: readonly PartitionDimension[],
): PackedLive {
  const [handlers, names] = [new Numbered(), new Numbered()];
  const ids: string[] = [];
  const commits: number[] = [];
  const handlerOf: number[] = [];
  const writtenWith: number[] = [];
  const owned: number[] = [];
  const fileCounts: number[] = [];
  const nameOf: number[] = [];
  const rows: number[] = [];
  const byteLengths: number[] = [];
  const digests: string[] = [];
  const others: [number, LiveWrite][] = [];
  let before = 0;
  for (const { partition, writes } of live) {
    const prefix = layout.writeFolder(asset, partitionPath(dimensions, partition), "");
    for (const write of writes) {
      const { commit, folder } = write;
      const plain = isPlain(write, prefix + write.write);
      if (!plain) others.push([ids.length, write]);
      ids.push(plain ? write.write : noId);
      commits.push(commit - before);
      before = commit;
      handlerOf.push(plain ? handlers.numberOf(write.handler) : 0);
      writtenWith.push(plain ? (write.writtenWith ?? -1) + 1 : 0);
      owned.push(plain && write.ownedBy !== undefined ? 1 : 0);
      const files = plain ? write.files : [];
      fileCounts.push(files.length);
      for (const file of files) {
        nameOf.push(names.numberOf(file.key.slice(folder.length + 1)));
        rows.push(file.rows);
        byteLengths.push(file.byteLength);
        digests.push((file.checksum as string).slice(digestPrefix.length));
      }
    }
  }
  return {
    partitions: live.map(({ partition }) => partition),
    floors: columnOf(live.map(({ floor }) => floor)),
    ...(live.some(({ edited }) => edited !== undefined) && {
      edited: columnOf(live.map(({ edited = 0 }) => edited)),
    }),
    counts: columnOf(live.map(({ writes }) => writes.length)),
    commits: columnOf(commits),
    writes: ids.join(""),
    handlers: handlers.texts,
    handlerOf: columnOf(handlerOf),
    writtenWith: columnOf(writtenWith),
    ...(owned.includes(1) && { owned: columnOf(owned) }),
    files: columnOf(fileCounts),
    names: names.texts,
    nameOf: columnOf(nameOf),
    rows: columnOf(rows),
    byteLengths: columnOf(byteLengths),
    digests: digests.join(""),
    others,
  };
}

/** Whether the columns are as long as they say of each other. */
export function isPackedLive(packed: PackedLive): boolean {
  const writes = packed.writes.length / idLength;
  const files = packed.digests.length / digestLength;
  return sumOf(packed.counts, packed.partitions.length) === writes && sumOf(packed.files, writes) === files;
}

/** What was packed. The writes of a partition are made once they are asked for, as most callers ask for few. */
export function unpackLive(
  packed: PackedLive,
  asset: string,
  dimensions: readonly PartitionDimension[],
): LivePartition[] {
  let opened: Opened | undefined;
  return packed.partitions.map((partition, index) => {
    const edited = columnAt(packed.edited ?? 0, index) || undefined;
    return partitionWith({ partition, floor: columnAt(packed.floors, index), edited }, () => {
      opened ??= open(packed);
      const prefix = layout.writeFolder(asset, partitionPath(dimensions, partition), "");
      return writesOf(packed, opened.others, prefix, opened.starts[index] as Place);
    });
  });
}

/** Where the writes of a partition stand in the columns. */
interface Place {
  /** Of its first write, and of the first one of the next partition. */
  readonly write: number;
  readonly end: number;
  /** Of its first file. */
  readonly file: number;
  /** Of the write before its first. */
  readonly commit: number;
}

/** What the writes of any partition need of those before them. */
interface Opened {
  readonly starts: readonly Place[];
  readonly others: ReadonlyMap<number, LiveWrite>;
}

function open(packed: PackedLive): Opened {
  let [write, file, commit] = [0, 0, 0];
  const starts = packed.partitions.map((_, index): Place => {
    const start = { write, end: write + columnAt(packed.counts, index), file, commit };
    for (; write < start.end; write++) {
      commit += columnAt(packed.commits, write);
      file += columnAt(packed.files, write);
    }
    return start;
  });
  return { starts, others: new Map(packed.others) };
}

function writesOf(
  packed: PackedLive,
  others: ReadonlyMap<number, LiveWrite>,
  prefix: string,
  { write: first, end, file, commit: before }: Place,
): LiveWrite[] {
  let [nextFile, commit] = [file, before];
  const made: LiveWrite[] = [];
  for (let number = first; number < end; number++) {
    commit += columnAt(packed.commits, number);
    const other = others.get(number);
    if (other !== undefined) {
      made.push(other);
      continue;
    }
    const write = packed.writes.slice(number * idLength, (number + 1) * idLength);
    const folder = prefix + write;
    const handler = packed.handlers[columnAt(packed.handlerOf, number)] as string;
    const files: FileRecord[] = [];
    for (let left = columnAt(packed.files, number); left > 0; left--) {
      files.push(fileAt(packed, nextFile++, folder));
    }
    const writtenWith = columnAt(packed.writtenWith, number) - 1;
    const live = { commit, write, handler, folder, files };
    made.push({
      ...live,
      ...(writtenWith < 0 ? {} : { writtenWith }),
      ...(columnAt(packed.owned ?? 0, number) === 1 ? { ownedBy: "engine" as const } : {}),
    });
  }
  return made;
}

function fileAt(packed: PackedLive, number: number, folder: string): FileRecord {
  return {
    key: `${folder}/${packed.names[columnAt(packed.nameOf, number)]}`,
    rows: columnAt(packed.rows, number),
    byteLength: columnAt(packed.byteLengths, number),
    checksum: digestPrefix + packed.digests.slice(number * digestLength, (number + 1) * digestLength),
  };
}

const plainWrite = new Set(["commit", "write", "handler", "folder", "files", "writtenWith", "ownedBy"]);
const plainFile = new Set(["key", "rows", "byteLength", "checksum"]);

/** Whether the columns say everything of it. */
function isPlain(write: LiveWrite, folder: string): boolean {
  return (
    /^[0-9a-f]{24}$/.test(write.write) &&
    write.folder === folder &&
    Object.keys(write).every((name) => plainWrite.has(name)) &&
    write.files.every(
      (file) =>
        file.key.startsWith(`${folder}/`) &&
        /^sha256:[0-9a-f]{64}$/.test(file.checksum ?? "") &&
        Object.keys(file).every((name) => plainFile.has(name)),
    )
  );
}
