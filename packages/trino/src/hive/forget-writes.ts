import type { HiveSession } from "./session.js";
import { dropWriteTable, findWriteTables, writeOfTable } from "./unload-statements.js";

/**
 * Drops the tables that writes left which died: those whose folder is about to be deleted, and those without a file. A
 * write that is under way and loses its table fails, and can be repeated.
 */
export async function forgetWrites(folders: ReadonlySet<string>, session: HiveSession): Promise<void> {
  const { asset, names, store, signal, run } = session;
  const dead = new Set([...folders].map((folder) => folder.slice(folder.lastIndexOf("=") + 1)));
  const { rows } = await run(findWriteTables(names));
  const writes = rows.flatMap(([table, comment]) => writeOfTable(asset, String(table), comment) ?? []);
  if (writes.length === 0) return;
  const alive = new Set<string>();
  for await (const { key } of store.list(`${asset.key}/data/`, { signal })) {
    const write = /\/write=([0-9a-f]+)\//.exec(key)?.[1];
    if (write !== undefined && !dead.has(write)) alive.add(write);
  }
  for (const write of writes) if (!alive.has(write)) await run(dropWriteTable(names, write));
}
