import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { duckdb } from "@sluice/duckdb";
import { jsonl } from "@sluice/handler-jsonl";
import { parquet } from "@sluice/handler-parquet";
import { manifest, memoryStore } from "@sluice/sdk";
import type { Catalog, QueryResult, Schema, SealedWrite, Snapshot, SqlPart } from "@sluice/sdk/plugin";
import { fsStore } from "@sluice/store-fs";
import { type CatalogParts, describeCatalog } from "@sluice/testkit";
import { afterAll, describe, expect, it } from "vitest";
import { keepingCatalog } from "./keeping-catalog.js";

const inMemory = (over: Partial<Catalog> = {}): CatalogParts => ({
  catalog: { ...manifest(), ...over },
  store: memoryStore(),
  handler: jsonl(),
});

describe("the manifest", () => describeCatalog({ describe, it }, () => inMemory()));
describe("a catalog that keeps rows", () =>
  describeCatalog({ describe, it }, () => inMemory(keepingCatalog())));
describe.each(["replace", "append"] as const)("a catalog that can but %s", (mode) => {
  describeCatalog({ describe, it }, () => inMemory({ capabilities: { modes: [mode], query: false } }));
});

interface Test {
  readonly name: string;
  readonly body: () => Promise<void>;
}

function testsOf(parts: CatalogParts): Test[] {
  const tests: Test[] = [];
  describeCatalog(
    { describe: (_name, body) => body(), it: (name, body) => tests.push({ name, body }) },
    () => parts,
  );
  return tests;
}

/** A catalog with one fault, and the test that must notice it. */
interface Fault {
  readonly fault: string;
  readonly test: RegExp;
  make(good: Catalog): Partial<Catalog>;
}

/** A catalog that puts another write into the log than it is given. */
const changing =
  (change: (write: SealedWrite) => Partial<SealedWrite>) =>
  (good: Catalog): Partial<Catalog> => ({
    publish: (write, context) => good.publish({ ...write, ...change(write) }, context),
  });

/** A catalog that gives other columns than the log says: what `choose` makes of those of the first write and the log's. */
const firstSeen =
  (choose: (first: Schema, logged: Schema) => Schema) =>
  (good: Catalog): Partial<Catalog> => {
    const first = new Map<string, Schema>();
    return {
      publish(write, context) {
        if (!first.has(write.asset)) first.set(write.asset, write.schema);
        return good.publish(write, context);
      },
      async scan(request, context) {
        const snapshot = await good.scan(request, context);
        const seen = first.get(context.asset.key);
        return seen && snapshot.schema ? { ...snapshot, schema: choose(seen, snapshot.schema) } : snapshot;
      },
    };
  };

let seals = 0;
const anew = (write: SealedWrite): SealedWrite => ({ ...write, seal: `${write.seal}-${seals++}` });

const faults: Fault[] = [
  {
    fault: "gives the newest state whichever is asked for",
    test: /^loads each state of the engine's history/,
    make: (good) => ({
      capabilities: { ...good.capabilities, history: true },
      scan: (_, context) => good.scan({}, context),
      async history(_, { log }) {
        const commits = await log.commits(0, (await log.head()).number);
        return commits.toReversed().map((commit) => ({
          id: String(commit.number),
          operation: commit.mode,
          committedAt: new Date(commit.committedAt),
          isCurrent: commit.number === commits.length,
          refs: [],
          commit,
        }));
      },
    }),
  },
  {
    fault: "says it runs SQL and does not",
    test: /^says what it is/,
    make: () => ({ capabilities: { modes: ["replace", "append"], query: true } }),
  },
  {
    fault: "has one name for two assets",
    test: /^names an asset in SQL/,
    make: () => ({ relation: ({ key }) => key.replaceAll("-", "_").replaceAll("/", "_") }),
  },
  {
    fault: "prepares once only",
    test: /^prepares as often/,
    make: () => {
      const prepared = new Set<string>();
      return {
        async prepare({ asset }) {
          if (prepared.has(asset.key)) throw new Error(`${asset.key} exists`);
          prepared.add(asset.key);
        },
      };
    },
  },
  {
    fault: "shows later what it says is published",
    test: /^shows a write whole as soon/,
    make: (good) => ({
      async publish(write, context) {
        const { number } = await context.log.head();
        setTimeout(() => good.publish(write, context).catch(() => {}), 200);
        return { snapshot: number + 1 };
      },
    }),
  },
  {
    fault: "commits a write again",
    test: /^publishes a write once, however often/,
    make: (good) => ({ publish: (write, context) => good.publish(anew(write), context) }),
  },
  {
    fault: "looks before it commits",
    test: /^publishes a write once when two ask/,
    make: (good) => {
      const published = new Map<string, number>();
      return {
        async publish(write, context) {
          const known = published.get(write.seal);
          if (known !== undefined) return { snapshot: known };
          const publication = await good.publish(anew(write), context);
          published.set(write.seal, publication.snapshot);
          return publication;
        },
      };
    },
  },
  {
    fault: "takes a try for a success",
    test: /^publishes a write once whose publisher died/,
    make: (good) => {
      const tried = new Set<string>();
      return {
        async publish(write, context) {
          if (tried.has(write.seal)) return { snapshot: 1 };
          tried.add(write.seal);
          return good.publish(write, context);
        },
      };
    },
  },
  {
    fault: "says it does not load, and nothing arrives",
    test: /^gives back what was stored, or refuses/,
    make: ({ capabilities }) => ({ capabilities: { ...capabilities, loads: false } }),
  },
  {
    fault: "commits a store anew that is repeated",
    test: /^says in the receipt how often/,
    make: (good) => ({ publish: (write, context) => good.publish(anew(write), context) }),
  },
  {
    fault: "publishes one partition after the other",
    test: /^shows readers one whole write/,
    make: (good) => ({
      async publish(write, context) {
        let snapshot = 0;
        for (const added of write.added) {
          ({ snapshot } = await good.publish(anew({ ...write, added: [added] }), context));
        }
        return { snapshot };
      },
    }),
  },
  {
    fault: "republishes by another commit",
    test: /^republishes what there is/,
    make: (good) => {
      const last = new Map<string, SealedWrite>();
      return {
        publish(write, context) {
          last.set(write.asset, write);
          return good.publish(write, context);
        },
        republish: (context) => good.publish(anew(last.get(context.asset.key) as SealedWrite), context),
      };
    },
  },
  {
    fault: "shows nothing but what it has published itself",
    test: /^finishes by republish/,
    make: (good) => {
      const shown = new Map<string, Snapshot>();
      return {
        async publish(write, context) {
          const publication = await good.publish(write, context);
          shown.set(write.asset, await context.log.head());
          return publication;
        },
        scan: async (request, context) => shown.get(context.asset.key) ?? good.scan(request, context),
      };
    },
  },
  { fault: "appends what replaces", test: /^replaces the table/, make: changing(() => ({ mode: "append" })) },
  {
    fault: "empties the table for a partition",
    test: /^replaces one partition/,
    make: changing(() => ({ scope: "all" })),
  },
  { fault: "replaces by what is appended", test: /^appends,/, make: changing(() => ({ mode: "replace" })) },
  {
    fault: "publishes one write at a time and forgets the others",
    test: /^keeps every one of many appends/,
    make: (good) => {
      let busy: ReturnType<Catalog["publish"]> | undefined;
      return {
        publish(write, context) {
          busy ??= good.publish(write, context).finally(() => {
            busy = undefined;
          });
          return busy;
        },
      };
    },
  },
  {
    fault: "leaves partitions that a rollback empties",
    test: /^goes back to an earlier/,
    make: changing(() => ({ emptied: [] })),
  },
  {
    fault: "keeps to the columns it saw first",
    test: /^shows columns that came later/,
    make: firstSeen((first) => first),
  },
  {
    fault: "keeps to the types it saw first",
    test: /^shows numbers that got wider/,
    make: firstSeen((first, { fields }) => ({
      fields: fields.map((field) => first.fields.find(({ name }) => name === field.name) ?? field),
    })),
  },
  {
    fault: "does what it is to plan",
    test: /^plans a store without/,
    make: () => ({
      async plan(_write, { asset, store }) {
        await store.put(`${asset.key}/_table`, Buffer.from("made"), { mode: "overwrite" });
        return { statements: [], notes: [] };
      },
    }),
  },
  {
    fault: "gives the newest snapshot for any number",
    test: /^gives each snapshot by its number/,
    make: (good) => ({ scan: (_request, context) => good.scan({}, context) }),
  },
  {
    fault: "gives the newest snapshot for any time",
    test: /^gives the newest snapshot there was at a time/,
    make: (good) => ({
      scan: ({ snapshot }, context) =>
        good.scan(snapshot instanceof Date || snapshot === undefined ? {} : { snapshot }, context),
    }),
  },
  {
    fault: "gives the nearest snapshot for one there is not",
    test: /^says SNAPSHOT_NOT_FOUND/,
    make: (good) => ({
      scan: (request, context) => good.scan(request, context).catch(() => good.scan({}, context)),
    }),
  },
  {
    fault: "finds fault where there is none",
    test: /^finds nothing wrong/,
    make: () => ({ check: async () => [{ level: "error", message: "The catalog is not there." }] }),
  },
  {
    fault: "closes once only",
    test: /^closes,/,
    make: () => {
      let closed = false;
      return {
        close: async () => {
          if (closed) throw new Error("closed already");
          closed = true;
        },
      };
    },
  },
];

/** A catalog that changes each value of what it answers. */
const answering =
  (change: (value: unknown) => unknown) =>
  (good: Catalog): Partial<Catalog> => ({
    async query(statement, context) {
      const { columns, rows } = await asked(good, statement, context);
      async function* changed() {
        for await (const page of rows) yield page.map((row) => row.map(change));
      }
      return { columns, rows: changed() };
    },
  });

const sqlFaults: Fault[] = [
  {
    fault: "answers as it did before",
    test: /^replaces the table/,
    make: (good) => {
      const answers = new Map<string, (readonly (readonly unknown[])[])[]>();
      return {
        async query(statement, context) {
          const text = JSON.stringify(statement);
          const { columns, rows } = await asked(good, statement, context);
          const known = answers.get(text) ?? (await collect(rows));
          answers.set(text, known);
          async function* pages() {
            yield* known;
          }
          return { columns, rows: pages() };
        },
      };
    },
  },
  {
    fault: "gives 64-bit integers as numbers",
    test: /^rounds no value/,
    make: answering((value) => (typeof value === "bigint" ? Number(value) : value)),
  },
  {
    fault: "loses quotes in values",
    test: /^takes values and names/,
    make: (good) => ({
      query: (statement, context) => {
        const parts = statement.parts.map((part): SqlPart => {
          if (part.kind !== "value" || typeof part.value !== "string") return part;
          return { kind: "value", value: part.value.replaceAll(/['"]/g, "") };
        });
        return asked(good, { parts }, context);
      },
    }),
  },
  {
    fault: "gives names without the quotes they need",
    test: /^finds an asset under its name/,
    make: (good) => {
      const relation = (name: string | undefined) => ({ relation: name?.replaceAll('"', "") ?? "" });
      return {
        relation: (asset) => relation(good.relation(asset)).relation,
        async publish(write, context) {
          const publication = await good.publish(write, context);
          return { ...publication, ...relation(publication.relation) };
        },
      };
    },
  },
  {
    fault: "shows partitions as their folders are named",
    test: /^shows partitions as columns/,
    make: answering((value) => (typeof value === "string" ? encodeURIComponent(value) : value)),
  },
  {
    fault: "numbers the columns of a result",
    test: /^names the columns of a result/,
    make: (good) => ({
      async query(statement, context) {
        const { columns, rows } = await asked(good, statement, context);
        return { columns: columns.map(({ type }, index) => ({ name: `_col${index}`, type })), rows };
      },
    }),
  },
  {
    fault: "gives errors of the engine as they are",
    test: /^says what is wrong with a statement/,
    make: (good) => ({
      query: (statement, context) =>
        asked(good, statement, context).catch((error: { readonly cause: unknown }) => {
          throw error.cause;
        }),
    }),
  },
];

/** Faults of a catalog that keeps rows. */
const keepingFaults: Fault[] = [
  {
    fault: "adds rows that it was to replace",
    test: /^upserts rows by/,
    make: changing(({ mode }) => (mode === "upsert" ? { mode: "append" } : {})),
  },
  {
    fault: "tells rows of one partition alone",
    test: /^upserts each row in its partition/,
    make: (good) => ({
      read: (request, context) => readBy(good, { ...request, partitions: [["a"]] }, context),
    }),
  },
  {
    fault: "does not look for keys that come twice",
    test: /^refuses keys that come twice/,
    make: () => ({ inspect: async () => {} }),
  },
  {
    fault: "leaves what it was to delete",
    test: /^deletes rows/,
    make: (good) => ({
      async publish(write, context) {
        if (write.deletes === undefined) return good.publish(write, context);
        return { snapshot: (await context.log.head()).number };
      },
    }),
  },
];

const roots: string[] = [];
afterAll(async () => {
  for (const root of roots) await rm(root, { recursive: true, force: true });
});

async function failing(parts: CatalogParts, test: RegExp): Promise<void> {
  const named = testsOf(parts).filter(({ name }) => test.test(name));
  expect(named).toHaveLength(1);
  await expect(named[0]?.body()).rejects.toThrow();
}

describe("describeCatalog", () => {
  it.each(faults)("notices a catalog that $fault", ({ test, make }) =>
    failing(inMemory(make(manifest())), test),
  );

  it.each(sqlFaults)("notices a catalog with an engine that $fault", async ({ test, make }) => {
    const root = await mkdtemp(join(tmpdir(), "sluice-catalog-"));
    roots.push(root);
    const good = duckdb();
    const catalog = { ...good, ...make(good) };
    await failing({ catalog, store: fsStore(root), handler: parquet({ workers: 0 }) }, test);
    await good.close?.();
  });

  it.each(keepingFaults)("notices a catalog that keeps rows and $fault", ({ test, make }) =>
    failing(inMemory({ ...keepingCatalog(), ...make(keepingCatalog()) }), test),
  );

  it("has a fault for each of its tests", () => {
    const names = testsOf(inMemory()).map(({ name }) => name);
    const all = [...faults, ...sqlFaults, ...keepingFaults];
    expect(names.filter((name) => !all.some(({ test }) => test.test(name)))).toEqual([]);
  });
});

function readBy(catalog: Catalog, ...args: Parameters<NonNullable<Catalog["read"]>>) {
  if (catalog.read === undefined) throw new Error(`${catalog.name} has no read`);
  return catalog.read(...args);
}

function asked(catalog: Catalog, ...args: Parameters<NonNullable<Catalog["query"]>>): Promise<QueryResult> {
  if (catalog.query === undefined) throw new Error(`${catalog.name} has no query`);
  return catalog.query(...args);
}

async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const all: Item[] = [];
  for await (const item of items) all.push(item);
  return all;
}
