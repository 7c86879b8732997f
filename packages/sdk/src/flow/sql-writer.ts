import { mapConcurrent } from "../concurrent.js";
import { SluiceError } from "../error.js";
import { layout } from "../log/layout.js";
import { PartitionIds } from "../partition/partition-ids.js";
import { partitionPath } from "../partition/path.js";
import type { PartitionValues } from "../plugin/asset-description.js";
import type { Catalog, CatalogContext, QueryContext } from "../plugin/catalog.js";
import type { FileRecord, PartitionWrite } from "../plugin/snapshot-log.js";
import type { SqlStatement } from "../plugin/sql-statement.js";
import type { TypeHandler } from "../plugin/type-handler.js";
import { readChecksum } from "./checksum.js";
import type { FileWriter } from "./file-writer.js";
import { readFile } from "./load-table.js";
import type { PublishContext } from "./publish-write.js";
import type { StoreRequest } from "./store-asset.js";
import { storedFile } from "./stored-file.js";
import { verifyFiles } from "./verify.js";
import { WriteClock } from "./write-clock.js";
import { checkTarget, writeRows } from "./write-rows.js";

/** Files looked at at once. */
const concurrency = 8;

/** Lets the catalog's engine write the rows of a query, and looks at what it wrote. */
export function sqlWriter(
  statement: SqlStatement,
  handler: TypeHandler,
  unload: NonNullable<Catalog["unload"]>,
  request: StoreRequest,
  context: PublishContext & { readonly engine: CatalogContext & Pick<QueryContext, "open"> },
): FileWriter {
  const { asset, store, signal, emit, engine } = context;
  const { target, ignoreExtra } = request;
  if (target === "split") throw notSplit(asset.key);
  const looking = { asset: asset.key, store, handler, signal };
  return {
    handler: handler.name,
    async write(write) {
      const folder = layout.writeFolder(asset.key, partitionPath(asset.partitions, target), write);
      const format = handler.engineFormat ?? "";
      const place = { write, folder, format, handler: handler.name };
      const { rows } = await unload({ statement, ...place, ignoreExtra }, engine);
      // Engines make no file of no rows.
      if (rows === 0) return writeRows([], { ...context, ...request, handler, write });
      const files = await filesIn(folder);
      const added: PartitionWrite = { partition: target, folder, files };
      checkRows(asset.key, added, rows);
      await checkPartition(added, target, handler, context);
      for (const { key, byteLength, rows } of files)
        emit({ type: "file-put", asset: asset.key, key, rows, byteLength });
      // The engine packs, encodes and puts in one.
      return { added: [added], rows, packMillis: 0, clock: new WriteClock() };
    },
    verify: (added) => verifyFiles(added, looking),
  };

  async function filesIn(folder: string): Promise<FileRecord[]> {
    const found: { key: string; byteLength: number }[] = [];
    for await (const { key, byteLength } of store.list(`${folder}/`, { signal }))
      found.push({ key, byteLength });
    return mapConcurrent(found, concurrency, async (object) => {
      const file = storedFile(store, asset.key, object, signal);
      const { rows } = await handler.inspect(file, { signal });
      return {
        ...object,
        rows,
        writtenBy: "engine" as const,
        ...(request.verify === "checksum" ? { checksum: await readChecksum(file) } : {}),
      };
    });
  }
}

/** `ROW_NOT_IN_PARTITION` for a row of another partition. Reads the columns that say so. */
async function checkPartition(
  { partition, files }: PartitionWrite,
  target: PartitionValues,
  handler: TypeHandler,
  context: PublishContext,
): Promise<void> {
  const { asset } = context;
  const names = new Set(asset.partitions.flatMap(({ source }) => source ?? []));
  if (names.size === 0) return;
  const columns = { fields: asset.schema.fields.filter(({ name }) => names.has(name)) };
  const ids = new PartitionIds(asset, target);
  let firstRow = 0;
  for (const file of files) {
    const placed = { ...file, partition, handler: handler.name, schema: asset.schema, write: "", commit: 0 };
    for await (const batch of readFile(placed, asset.schema, columns, context)) {
      checkTarget(batch, ids, target, firstRow, context);
      firstRow += batch.numRows;
    }
  }
}

function checkRows(asset: string, { folder, files }: PartitionWrite, sent: number): void {
  const found = files.reduce((sum, file) => sum + file.rows, 0);
  if (found === sent) return;
  throw new SluiceError("VERIFY_FAILED", {
    message: `The files of ${asset} in ${folder} hold ${found} rows; the query gave ${sent}.`,
    details: { asset, file: folder, sent: String(sent), found: String(found) },
    hint: "Nothing was published. Look whether engine and store mean the same place.",
  });
}

function notSplit(asset: string): SluiceError {
  return new SluiceError("CAPABILITY_MISSING", {
    message: `A query cannot be stored into the partitions of ${asset} that its rows name.`,
    details: { capability: "split of a query", plugin: "@sluice/sdk" },
    hint: "Store each partition with { partition } and a query for it; materialize does that for a sqlAsset.",
  });
}
