import { manifest, SluiceError } from "@sluice/sdk";
import {
  type Catalog,
  type CatalogContext,
  type Commit,
  deletedRows,
  filesTell,
  loadedValue,
  packRows,
  type RowCondition,
  type SealedWrite,
  scanLog,
  unpacker,
} from "@sluice/sdk/plugin";

type KeptRow = Readonly<Record<string, unknown>>;
interface Kept {
  readonly partition: string;
  readonly row: KeptRow;
}

/** The manifest as an engine that keeps rows: it upserts and deletes, and tells rows where files do not. */
export function keepingCatalog(): Catalog {
  return {
    ...manifest(),
    name: "keeping",
    capabilities: { modes: ["replace", "append", "upsert"], deletes: true, query: false },
    async inspect(write, context) {
      const rows = (await rowsOf(write, context)).map(({ row }) => keyOf(row, write.key));
      if (write.key === undefined || new Set(rows).size === rows.length) return;
      throw new SluiceError("DUPLICATE_KEY", {
        message: `Keys of ${write.asset} came twice.`,
        details: { asset: write.asset, columns: write.key, keys: 1, examples: [] },
      });
    },
    async scan(request, { log, asset }) {
      const found = await scanLog(request, log, asset.key);
      if (filesTell(found.live)) return found;
      return { ...found, onlyInTable: { why: "it keeps the rows", byStores: true } };
    },
    async *read({ snapshot, schema, partitions }, context) {
      const kept = await keptAt(snapshot.number, context);
      const wanted = kept.filter(({ partition }) =>
        (JSON.parse(partition) as (string | null)[]).every(
          (value, index) => partitions[index]?.includes(value) ?? true,
        ),
      );
      yield* packRows(pageOf(wanted.map(({ row }) => row)), schema, context.asset.key).batches;
    },
  };
}

async function* pageOf(rows: readonly KeptRow[]) {
  yield rows;
}

/** The rows after that commit: what every commit before it did, one after the other. */
async function keptAt(number: number, context: CatalogContext): Promise<Kept[]> {
  let kept: Kept[] = [];
  for (const commit of await context.log.commits(0, number)) kept = await after(commit, kept, context);
  return kept;
}

async function after(commit: Commit, before: readonly Kept[], context: CatalogContext): Promise<Kept[]> {
  if (commit.operation === "sweep") return [...before];
  const { bytes } = await context.store.get(commit.seal);
  const write = JSON.parse(Buffer.from(bytes).toString("utf8")) as SealedWrite;
  const { removed } = commit;
  const gone = new Set(removed === "all" ? [] : removed.map((each) => JSON.stringify(each)));
  const added = await rowsOf(write, context);
  const keys = new Set(commit.mode === "upsert" ? added.map(({ row }) => keyOf(row, write.key)) : []);
  const deleted = deletedRows(write);
  const stays = ({ partition, row }: Kept): boolean =>
    removed !== "all" &&
    !gone.has(partition) &&
    !keys.has(keyOf(row, write.key)) &&
    !deleted?.every((condition) => holds(condition, row, write));
  return [...before.filter(stays), ...added];
}

async function rowsOf(write: SealedWrite, context: CatalogContext): Promise<Kept[]> {
  const unpack = unpacker(write.schema);
  const rows: Kept[] = [];
  for await (const { partition, batch } of context.read(write)) {
    for (const row of unpack(batch)) rows.push({ partition: JSON.stringify(partition), row: row as KeptRow });
  }
  return rows;
}

function keyOf(row: KeptRow, key: readonly string[] = []): string {
  return key.map((name) => String(row[name])).join("\n");
}

function holds(condition: RowCondition, row: KeptRow, { schema }: SealedWrite): boolean {
  const value = row[condition.column];
  if (condition.comparison === "isNull") return (value === null) === condition.value;
  if (value === null) return false;
  const { type } = schema.fields.find(({ name }) => name === condition.column) ?? {};
  if (type === undefined) throw new Error("no such column");
  if (condition.comparison === "in") {
    return condition.values.some((each) => String(loadedValue(type, each)) === String(value));
  }
  const given = loadedValue(type, condition.value) as bigint;
  const own = value as bigint;
  const order = own < given ? -1 : own > given ? 1 : 0;
  return { eq: order === 0, ne: order !== 0, gt: order > 0, gte: order >= 0, lt: order < 0, lte: order <= 0 }[
    condition.comparison
  ];
}
