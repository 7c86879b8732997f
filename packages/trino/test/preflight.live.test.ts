import { randomUUID } from "node:crypto";
import { parquet } from "@sluice/handler-parquet";
import { createIOManager } from "@sluice/sdk";
import type { Finding } from "@sluice/sdk/plugin";
import { s3Store } from "@sluice/store-s3";
import { startS3Double } from "@sluice/testkit";
import { connectStack, type Stack, type StackCatalog, startStack } from "@sluice/testkit/stack";
import { type TrinoOptions, trino } from "@sluice/trino";
import { statementClient } from "@sluice/trino/client";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const schema = "preflight";
/** Of this run alone: one that was killed may have left its object. */
const prefix = `preflight_${randomUUID().slice(0, 8)}`;

/** Two servers that are not the store's: one has a bucket of its name, the other has not. */
const namesake = startS3Double();
const stranger = startS3Double({ bucket: "elsewhere" });

let shared: Stack;
let stack: Stack;

beforeAll(async () => {
  shared = await connectStack();
  const like = (properties: StackCatalog["properties"]): StackCatalog => ({ like: "hive", properties });
  stack = await startStack({
    s3: shared.s3,
    catalogs: {
      hive_closed: like({
        "hive.allow-register-partition-procedure": undefined,
        "hive.non-managed-table-writes-enabled": undefined,
        "hive.parquet.time-zone": "America/New_York",
        "hive.timestamp-precision": "MICROSECONDS",
      }),
      hive_managed: like({ "hive.non-managed-table-creates-enabled": "false" }),
      hive_namesake: like({ "s3.endpoint": (await namesake).endpoint }),
      hive_stranger: like({ "s3.endpoint": (await stranger).endpoint }),
      hive_nowhere: like({ "s3.endpoint": "http://127.0.0.1:1", ...impatient }),
      hive_hosts: like({
        "s3.path-style-access": "false",
        "s3.endpoint": "http://s3.invalid:9000",
        ...impatient,
      }),
      hive_keys: like({ "s3.aws-secret-key": "wrong-secret" }),
      hive_no_store: like({ "fs.native-s3.enabled": "false", "fs.s3.enabled": undefined, ...noS3 }),
      hive_read_only: like({ "hive.security": "read-only" }),
      hive_lost: like({
        ...noFiles,
        "hive.metastore": "thrift",
        "hive.metastore.uri": "thrift://127.0.0.1:1",
        "hive.metastore.thrift.client.max-retries": "0",
      }),
    },
  });
});
afterAll(async () => {
  await stack?.stop();
  await shared?.stop();
  await (await namesake)[Symbol.asyncDispose]();
  await (await stranger)[Symbol.asyncDispose]();
});

const gone = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, undefined]));
const noS3 = gone([
  "s3.endpoint",
  "s3.region",
  "s3.path-style-access",
  "s3.aws-access-key",
  "s3.aws-secret-key",
]);
const impatient = { "s3.max-error-retries": "1" };
const noFiles = gone([
  "hive.metastore.catalog.dir",
  "hive.metastore.user",
  "hive.metastore.disable-location-checks",
]);

const lakeStore = () => {
  const { accessKeyId, secretAccessKey } = stack.s3;
  return s3Store({ ...stack.s3, prefix, credentials: { accessKeyId, secretAccessKey } });
};

/** What `io.check()` finds, without what it says of the store alone. Nothing of the check may be left, and no secret be told. */
async function checked(catalog: string, more: Partial<TrinoOptions> = {}): Promise<readonly Finding[]> {
  const engine = trino({ server: stack.trino.url, user: "checker", catalog, schema, ...more });
  await using io = createIOManager({
    handlers: [parquet({ workers: 0 })],
    store: lakeStore(),
    catalog: engine,
  });
  const [probe, ...findings] = await io.check();
  expect(probe).toMatchObject({ level: "ok" });
  for (const { message, hint = "" } of findings) {
    for (const secret of [stack.s3.secretAccessKey, stack.s3.accessKeyId, "wrong-secret"]) {
      expect(message + hint).not.toContain(secret);
    }
  }
  const left: string[] = [];
  for await (const { key } of lakeStore().list("_check/")) left.push(key);
  expect(left).toEqual([]);
  return findings;
}

const bad = (findings: readonly Finding[]) => findings.filter(({ level }) => level !== "ok");

describe("a catalog as it should be", () => {
  it("is found to be one, with its schema and without", async () => {
    const client = statementClient({ server: stack.trino.url, user: "checker", catalog: "hive" });
    expect(bad(await checked("hive"))).toEqual([]);
    expect((await client.run(`SHOW SCHEMAS LIKE '${schema}%'`)).rows).toEqual([]);
    await client.run(`CREATE SCHEMA ${schema}`);
    try {
      const findings = await checked("hive");
      expect(bad(findings)).toEqual([]);
      expect(findings.map(({ message }) => message)).toEqual([
        expect.stringMatching(/^Trino \d+ answers at http/),
        "Catalog hive is of the hive connector.",
        expect.stringContaining("hive shows timestamps in milliseconds."),
        "Schema hive.preflight is there.",
        `Trino reads what the store s3 warehouse/${prefix} writes.`,
        "hive takes instants in Parquet files as UTC.",
        "hive lets user checker register partitions.",
        "User checker may make tables and views.",
        "hive lets Trino write into tables over files of the store.",
      ]);
      expect((await client.run(`SHOW TABLES FROM ${schema}`)).rows).toEqual([]);
    } finally {
      await client.run(`DROP SCHEMA ${schema}`);
    }
  });
});

describe("a catalog with several things the matter", () => {
  it("is told all of them, and what is no matter", async () => {
    const findings = await checked("hive_closed");
    expect(findings.map(({ message }) => message).join("\n")).toContain(
      "hive_closed shows timestamps in microseconds.",
    );
    const where = " in etc/catalog/hive_closed.properties.";
    expect(bad(findings)).toEqual([
      {
        level: "warning",
        message: expect.stringContaining("2024-01-01 00:00:00.000 UTC is read as 2023-12-31 19:00:00.000."),
        hint: `Set hive.parquet.time-zone=UTC${where}`,
      },
      {
        level: "error",
        message:
          "Trino could not register a partition: hive_closed does not allow the procedure register_partition.",
        hint: `Set hive.allow-register-partition-procedure=true${where}`,
      },
      {
        level: "warning",
        message: "Trino could not write into a table over files of the store: hive_closed does not allow it.",
        hint: `Set hive.non-managed-table-writes-enabled=true${where}`,
      },
    ]);
  });
});

/** Catalog, what is the matter, and the property or place that the hint names. */
const misconfigured: readonly (readonly [string, Finding["level"], string, string])[] = [
  ["nope", "error", "Trino has no catalog nope.", "hive"],
  ["tpch", "error", "Catalog tpch is of the tpch connector.", "connector.name=hive"],
  ["hive_managed", "error", "does not allow external tables", "hive.non-managed-table-creates-enabled=true"],
  ["hive_namesake", "error", `Trino sees no object in s3://warehouse/${prefix}/_check/`, "s3.endpoint"],
  ["hive_stranger", "error", "has no bucket warehouse", "s3.endpoint"],
  ["hive_nowhere", "error", "does not reach the S3 of the store", "s3.endpoint"],
  ["hive_hosts", "error", "a host that is called warehouse", "s3.path-style-access=true"],
  ["hive_keys", "error", "does not let it into the bucket warehouse", "s3.aws-secret-key"],
  ["hive_no_store", "error", "has no file system for s3://", "fs.native-s3.enabled=true"],
  [
    "hive_read_only",
    "error",
    "make schema hive_read_only.preflight",
    "CREATE SCHEMA hive_read_only.preflight",
  ],
  ["hive_lost", "error", "the metastore of hive_lost does not answer", "hive.metastore.uri"],
];

describe("a misconfigured catalog", () => {
  it.each(misconfigured)("%s is found out: %s, %s", async (catalog, level, message, hint) => {
    const findings = bad(await checked(catalog));
    expect(findings).toEqual([
      { level, message: expect.stringContaining(message), hint: expect.stringContaining(hint) },
    ]);
    if (catalog.startsWith("hive"))
      expect(findings[0]?.message + String(findings[0]?.hint)).toContain(catalog);
  });

  it("lets a user do nothing in a schema that is there", async () => {
    const other = `${schema}_there`;
    const client = statementClient({ server: stack.trino.url, user: "checker", catalog: "hive" });
    await client.run(`CREATE SCHEMA ${other}`);
    try {
      const [found, ...more] = bad(await checked("hive_read_only", { schema: other }));
      expect(found?.message).toMatch(/make a table over s3:.*: user checker may not\.$/);
      expect(found?.hint).toContain("Let user checker do that in the server's access control");
      expect(more).toEqual([]);
    } finally {
      await client.run(`DROP SCHEMA ${other}`);
    }
  });
});
