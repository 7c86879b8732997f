import { randomUUID } from "node:crypto";
import { type AddressInfo, createServer } from "node:net";
import { inspect } from "node:util";
import { parquet } from "@sluice/handler-parquet";
import {
  createIOManager,
  daily,
  decimal,
  defineAsset,
  type ErrorCode,
  type IOManager,
  int64,
  isSluiceError,
  type SluiceError,
  sql,
  string,
  table,
  timestamp,
} from "@sluice/sdk";
import { type S3StoreOptions, s3Store } from "@sluice/store-s3";
import { startFaultProxy } from "@sluice/testkit";
import { connectStack, type Stack } from "@sluice/testkit/stack";
import { type TrinoOptions, trino } from "@sluice/trino";
import { type StatementClient, statementClient } from "@sluice/trino/client";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { fakeCoordinator } from "./fake-coordinator.js";
import { statementRefused } from "./statement-refused.js";

const run = randomUUID().slice(0, 8);
const schema = `bad_input_${run}`;
const canary = "c4n4ry-s3cret/+=";
const secrets = [canary, Buffer.from(`ann:${canary}`).toString("base64"), encodeURIComponent(canary)];

let stack: Stack;
let client: StatementClient;
let cases = 0;
let prefix = "";

beforeAll(async () => {
  stack = await connectStack();
  client = statementClient({ server: stack.trino.url, user: "reader", catalog: "hive" });
});
afterAll(async () => {
  await client.run(`DROP SCHEMA IF EXISTS hive.${schema} CASCADE`);
  await stack?.stop();
});

const columns = {
  id: int64(),
  customer: string({ nullable: true }),
  total: decimal(6, 2),
  placed: timestamp(3),
};
const ordersAt = (key: string) =>
  defineAsset({ key, type: table(columns), partitions: { day: daily("placed") } });
const order = (id: number, day: string) => ({
  id,
  customer: `c${id}`,
  total: `${id}.50`,
  placed: `${day}T10:00:00.123`,
});
const days = ["2024-05-01", "2024-05-02", "2024-05-03"];
let orders = ordersAt(`${schema}/orders`);
const good = order(4, "2024-05-02");

interface Parts {
  readonly store?: Partial<S3StoreOptions>;
  readonly catalog?: Partial<TrinoOptions>;
}

const s3At = (over: Partial<S3StoreOptions> = {}) => {
  const { accessKeyId, secretAccessKey } = stack.s3;
  return s3Store({ ...stack.s3, prefix, credentials: { accessKeyId, secretAccessKey }, ...over });
};

function open({ store, catalog }: Parts = {}): IOManager {
  return createIOManager({
    handlers: [parquet()],
    store: s3At(store),
    catalog: trino({ server: stack.trino.url, user: "ann", catalog: "hive", schema, ...catalog }),
  });
}

/** Each test has an asset of its own with three partitions. */
beforeEach(async () => {
  cases++;
  prefix = `bad-input-${run}/${cases}`;
  orders = ordersAt(`${schema}/orders_${cases}`);
  await using io = open();
  await io.store(
    orders,
    days.map((day, index) => order(index + 1, day)),
    { split: true },
  );
});

async function listing(): Promise<string[]> {
  const store = s3At();
  const keys: string[] = [];
  for await (const { key, byteLength } of store.list("")) keys.push(`${key} ${byteLength}`);
  await store.close?.();
  return keys;
}

/** All rows for somebody who has just come: loaded, by SQL, and by what Trino shows without us. */
async function content() {
  await using io = open();
  const queried = await io.query(sql`SELECT id, customer, total, placed FROM ${orders} ORDER BY id`, {
    as: orders.type,
  });
  const shown = await client.run(
    `SELECT day, count(*), sum(id) FROM hive.${orders.key.replace("/", ".")} GROUP BY day ORDER BY day`,
  );
  return {
    partitions: await io.partitions(orders),
    loaded: await io.load(orders),
    queried,
    shown: shown.rows,
  };
}

interface Expected {
  readonly code: ErrorCode;
  readonly message: RegExp;
  readonly hint: RegExp;
}

async function refusal(io: IOManager, call: (io: IOManager) => Promise<unknown>): Promise<SluiceError> {
  const error = await call(io).then(
    () => new Error("was not refused"),
    (thrown: unknown) => thrown,
  );
  await io.close();
  if (!isSluiceError(error)) throw error;
  expectNoSecret(error);
  return error;
}

function expectError(error: SluiceError, { code, message, hint }: Expected): void {
  expect(error.code, error.message).toBe(code);
  expect(error.message).toMatch(message);
  expect(error.hint).toMatch(hint);
}

function expectNoSecret(error: SluiceError): void {
  const seen: string[] = [];
  for (let at: unknown = error, depth = 0; at !== undefined && depth < 10; depth++) {
    const { message = "", stack = "", cause } = at as Error;
    seen.push(
      message,
      stack,
      String(at),
      JSON.stringify(at) ?? "",
      inspect(at, { depth: 10, showHidden: true }),
    );
    at = cause;
  }
  for (const text of seen) for (const secret of secrets) expect(text).not.toContain(secret);
}

const storing = (io: IOManager) => io.store(orders, [good], { split: true });
const loading = (io: IOManager) => io.load(orders);
const querying = (io: IOManager) => io.query(sql`SELECT count(*) AS n FROM ${orders}`);
const withPassword = { auth: { password: canary }, allowPasswordOverHttp: true } as const;

/** The calls are refused alike, and leave everything as it was. */
async function expectRefused(
  parts: Parts,
  calls: readonly ((io: IOManager) => Promise<unknown>)[],
  wanted: Expected,
): Promise<void> {
  const before = [await listing(), await content()];
  for (const call of calls) expectError(await refusal(open(parts), call), wanted);
  await using io = open(parts);
  const findings = await io.check();
  expect(findings.some(({ level }) => level === "error")).toBe(true);
  for (const secret of secrets) expect(JSON.stringify(findings)).not.toContain(secret);
  expect([await listing(), await content()]).toEqual(before);
}

/** A port where nobody listens. */
async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

describe("values and partitions", () => {
  it("a value its column cannot hold changes nothing", async () => {
    const before = [await listing(), await content()];
    const bad = (io: IOManager) => io.store(orders, [good, { ...good, total: "1.234" }], { split: true });
    expectError(await refusal(open(), bad), {
      code: "VALUE_UNSUPPORTED",
      message: /Row 1.*"total".*1\.234/i,
      hint: /12\.50/,
    });
    expect([await listing(), await content()]).toEqual(before);
  });

  it("an unknown partition changes nothing", async () => {
    const before = [await listing(), await content()];
    expectError(await refusal(open(), (io) => io.load(orders, { partition: "2024-05-09" })), {
      code: "PARTITION_NOT_FOUND",
      message: /orders_\d+ has no partition day=2024-05-09/,
      hint: /Nearest: day=2024-05-03/,
    });
    expectError(await refusal(open(), (io) => io.store(orders, [good], { partition: "2024-05-32" })), {
      code: "PARTITION_INVALID",
      message: /"2024-05-32"/,
      hint: /2024-05-01/,
    });
    expect([await listing(), await content()]).toEqual(before);
  });
});

describe("Trino", () => {
  it("nobody at the address", async () => {
    const server = `http://127.0.0.1:${await closedPort()}`;
    await expectRefused({ catalog: { server, ...withPassword } }, [storing, querying], {
      code: "ENGINE_UNREACHABLE",
      message: /No Trino answers at 127\.0\.0\.1:\d+ \(ECONNREFUSED\)/,
      hint: /curl http:\/\/127\.0\.0\.1:\d+\/v1\/info/,
    });
  });

  it("a name nobody knows", async () => {
    await expectRefused(
      { catalog: { server: "http://no-such-host.invalid:8080", ...withPassword } },
      [storing, querying],
      { code: "ENGINE_UNREACHABLE", message: /no-such-host\.invalid:8080/, hint: /address is right/ },
    );
  });

  it("an HTTP server that is no Trino", async () => {
    await using server = await fakeCoordinator(() => ({
      body: "<html>Welcome</html>",
      headers: { "content-type": "text/html" },
    }));
    await expectRefused({ catalog: { server: server.url, ...withPassword } }, [storing, querying], {
      code: "ENGINE_UNREACHABLE",
      message: /HTTP server answers at .*no Trino coordinator/,
      hint: /Check the port/,
    });
  });

  it("MinIO where Trino should be", async () => {
    await expectRefused({ catalog: { server: stack.s3.endpoint, ...withPassword } }, [storing, querying], {
      code: "ENGINE_UNREACHABLE",
      message: /no Trino coordinator/,
      hint: /Check the port/,
    });
  });

  it("a wrong password", async () => {
    await using server = await fakeCoordinator(({ headers }) => ({
      status: 401,
      // As a careless gateway would.
      body: `no: ${headers.authorization} ${canary}`,
    }));
    await expectRefused({ catalog: { server: server.url, ...withPassword } }, [storing, querying], {
      code: "ENGINE_DENIED",
      message: /refuses the user ann \(status 401/,
      hint: /Check user and password/,
    });
  });

  it("a password where it would travel unencrypted", () => {
    const make = () => open({ catalog: { server: stack.trino.url, auth: { password: canary } } });
    expect(make).toThrow(expect.objectContaining({ code: "CONFIGURATION_INVALID" }));
    try {
      make();
    } catch (error) {
      expectNoSecret(error as SluiceError);
    }
  });

  it("a catalog it does not have", async () => {
    await expectRefused({ catalog: { catalog: "no_such_catalog" } }, [storing, querying], {
      code: "CONFIGURATION_INVALID",
      message: /has no catalog no_such_catalog/,
      hint: /connector\.name=hive: hive/,
    });
  });

  it("a catalog of another connector", async () => {
    await expectRefused({ catalog: { catalog: "tpch" } }, [storing, querying], {
      code: "CONFIGURATION_INVALID",
      message: /tpch of Trino is of the tpch connector/,
      hint: /connector\.name=hive/,
    });
  });

  it("a catalog that may not register partitions: refused before the commit, each time", async () => {
    await using server = await startFaultProxy({ upstream: stack.trino.url });
    const message = "Access Denied: register_partition procedure is disabled";
    server.inject(statementRefused("register_partition", "PERMISSION_DENIED", message));
    const fresh = ordersAt(`${schema}/fresh_${cases}`);
    const before = { keys: await listing(), content: await content() };
    for (let time = 0; time < 2; time++) {
      const error = await refusal(open({ catalog: { server: server.url } }), (io) =>
        io.store(fresh, [good], { split: true }),
      );
      expectError(error, {
        code: "CAPABILITY_MISSING",
        message: /does not let hive register partitions/,
        hint: /hive\.allow-register-partition-procedure=true/,
      });
    }
    const added = (await listing()).filter((key) => !before.keys.includes(key));
    expect(added.filter((key) => /\/(data|_seals|_log)\//.test(key))).toEqual([]);
    expect(await content()).toEqual(before.content);
    // Once it is allowed, the same store goes through.
    await using io = open();
    await io.store(fresh, [good], { split: true });
    expect(await io.load(fresh)).toHaveLength(1);
    const shown = await client.run(`SELECT id FROM hive.${fresh.key.replace("/", ".")}`);
    expect(shown.rows).toEqual([[4n]]);
  });
});

describe("tables dropped in Trino", () => {
  it("come back with the next query: the log says what they were", async () => {
    const before = { keys: await dataKeys(), content: await content() };
    const relation = `hive.${orders.key.replace("/", ".")}`;
    await client.run(`DROP VIEW ${relation}`);
    await client.run(`DROP TABLE ${relation}__data`);
    await using io = open();
    expect(await querying(io)).toEqual([{ n: 3n }]);
    expect({ keys: await dataKeys(), content: await content() }).toEqual(before);
  });

  const dataKeys = async () => (await listing()).filter((key) => !key.includes("/_published/"));
});

describe("S3", () => {
  it("a wrong secret", async () => {
    const { accessKeyId } = stack.s3;
    await expectRefused(
      { store: { credentials: { accessKeyId, secretAccessKey: canary } } },
      [storing, loading, querying],
      {
        code: "STORE_DENIED",
        message: /says no \(.*SignatureDoesNotMatch/,
        hint: /secret access key does not fit/,
      },
    );
  });

  it("a key id nobody knows", async () => {
    await expectRefused(
      { store: { credentials: { accessKeyId: "nobody", secretAccessKey: canary } } },
      [storing, loading, querying],
      { code: "STORE_DENIED", message: /InvalidAccessKeyId/, hint: /does not know this access key id/ },
    );
  });

  it("a bucket that does not exist", async () => {
    await expectRefused({ store: { bucket: "no-such-bucket" } }, [storing, loading, querying], {
      code: "STORE_NOT_FOUND",
      message: /there is no bucket no-such-bucket on 127\.0\.0\.1/,
      hint: /aws s3 mb s3:\/\/no-such-bucket/,
    });
  });

  it("nobody at the endpoint", { timeout: 300_000 }, async () => {
    const endpoint = `http://127.0.0.1:${await closedPort()}`;
    await expectRefused({ store: { endpoint } }, [storing, loading, querying], {
      code: "STORE_UNREACHABLE",
      message: /no answer from 127\.0\.0\.1:\d+ \(ECONNREFUSED\)/,
      hint: /Is the server up/,
    });
  });

  it("an object deleted from the bucket", async () => {
    const store = s3At();
    const lost = (await listing())
      .map((line) => line.split(" ")[0] as string)
      .find((key) => key.includes("data/day=2024-05-02/")) as string;
    const { bytes } = await store.get(lost);
    const before = await content();
    await store.delete(lost);
    const keys = await listing();
    expectError(await refusal(open(), loading), {
      code: "FILE_MISSING",
      message: /day=2024-05-02\/write=\w+\/part-00000\.parquet .*is gone from/,
      hint: /deleted outside Sluice.*store the asset again/,
    });
    await using io = open();
    expect(await io.load(orders, { partition: "2024-05-01" })).toHaveLength(1);
    // Trino takes a folder without files for an empty partition; nothing but the files can tell.
    expect(await querying(io)).toEqual([{ n: 2n }]);
    expect(await listing()).toEqual(keys);
    await store.put(lost, bytes, { mode: "create" });
    expect(await content()).toEqual(before);
    await store.close?.();
  });
});
