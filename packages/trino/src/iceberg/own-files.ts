import { SluiceError } from "@sluice/sdk";
import type { FileRecord, LiveWrite, PartitionWrite, Snapshot } from "@sluice/sdk/plugin";
import { findFiles } from "./add-files-statements.js";
import { relationOf } from "./names.js";
import type { IcebergSession } from "./session.js";

/**
 * The newest snapshot with files that are there. A table that has taken files over may have written their rows anew and
 * deleted them; what it has instead is given then. Its rows are those of the snapshot, which was looked at before.
 * `undefined` where files alone do not tell them.
 */
export async function withOwnFiles(
  snapshot: Snapshot,
  session: IcebergSession,
): Promise<Snapshot | undefined> {
  const taken = snapshot.live.flatMap(({ writes }) => writes.filter(({ ownedBy }) => ownedBy !== undefined));
  if (taken.length === 0) return snapshot;
  const { rows } = await session.run(findFiles(relationOf(session.names, "$files")));
  const found = rows.map(([content, path, count, bytes]) => ({
    hasRows: Number(content) === 0,
    key: keyOf(String(path), session),
    rows: Number(count),
    byteLength: Number(bytes),
  }));
  const keys = new Set(found.map(({ key }) => key));
  if (taken.every(({ files }) => files.every(({ key }) => keys.has(key)))) return snapshot;
  const known = new Map(filesOf(taken));
  if (found.some(({ hasRows, key }) => !hasRows || key === undefined)) return undefined;
  const writes = found.map(({ key = "", rows, byteLength }): LiveWrite => {
    const own = known.get(key);
    if (own !== undefined) return own;
    const folder = key.slice(0, key.lastIndexOf("/"));
    const file: FileRecord = { key, rows, byteLength, writtenBy: "engine" };
    const { commit, write, handler } = taken[0] as LiveWrite;
    return { commit, write, handler, folder, files: [file], ownedBy: "engine" };
  });
  return { ...snapshot, live: [{ partition: [], writes, floor: snapshot.live[0]?.floor ?? 0 }] };
}

/** `FILE_MISSING` where the table has deleted files that it had taken over: rows must not be missing in silence. */
export async function checkStillThere(
  folders: readonly PartitionWrite[],
  { asset, store, signal }: IcebergSession,
): Promise<void> {
  for (const { files } of folders.filter(({ ownedBy }) => ownedBy !== undefined)) {
    for (const { key } of files) {
      if ((await store.head(key, { signal })) !== undefined) continue;
      throw new SluiceError("FILE_MISSING", {
        message: `${key} of ${asset.key} is gone: its Iceberg table had taken it over and has deleted it.`,
        details: { asset: asset.key, file: key },
        hint: "What the table has now loads. An older snapshot whose files the table has deleted cannot come back.",
      });
    }
  }
}

/** Each file by itself, with what its write says of it. */
function filesOf(writes: readonly LiveWrite[]): [key: string, write: LiveWrite][] {
  return writes.flatMap((write) =>
    write.files.map((file): [string, LiveWrite] => [file.key, { ...write, files: [file] }]),
  );
}

/** The key under which the store has a file. `undefined`: it does not. */
function keyOf(path: string, { store }: IcebergSession): string | undefined {
  const base = schemeless(store.locate("x")).slice(0, -1);
  const given = schemeless(path);
  return given.startsWith(base) ? given.slice(base.length) : undefined;
}

/** The various names of one scheme as one. */
export function schemeless(url: string): string {
  return url.replace(/^s3[an]?:/, "s3:");
}
