import {
  type Asset,
  defineAsset,
  type IOManager,
  int64,
  isSluiceError,
  SluiceError,
  string,
  table,
  value,
} from "@sluice/sdk";
import { statementClient } from "@sluice/trino/client";
import { afterAll, describe, expect, it } from "vitest";
import { long, seed } from "../../../test/long.js";
import { type PageError, statementFailed } from "../src/client/errors.js";
import { type FaultyClient, faultyClient, type StatementFault } from "./faulty-client.js";
import { liveLake } from "./live-lake.js";
import { reportLive } from "./live-report.js";

const lake = liveLake("faults");

const says = (applied: boolean, errorName: string, errorType = "INTERNAL_ERROR"): StatementFault => ({
  applied,
  error: (sql) => statementFailed({ errorName, errorType, message: "made up" } satisfies PageError, { sql }),
});
const unreachable = (): SluiceError =>
  new SluiceError("ENGINE_UNREACHABLE", {
    message: "The connection broke.",
    details: { server: lake.stack.trino.url },
    retryable: true,
  });

const faults: Readonly<Record<string, StatementFault>> = {
  "the connection is lost before": { applied: false, error: unreachable },
  "the connection is lost after it was applied": { applied: true, error: unreachable },
  "a worker is lost": says(false, "REMOTE_TASK_ERROR"),
  "a worker is lost after it was applied": says(true, "REMOTE_TASK_ERROR"),
  "the query is killed": says(false, "ADMINISTRATIVELY_KILLED", "USER_ERROR"),
  "the metastore does not answer": says(false, "HIVE_METASTORE_ERROR", "EXTERNAL"),
  "the metastore does not answer after it was applied": says(true, "HIVE_METASTORE_ERROR", "EXTERNAL"),
  "the table is there already": says(false, "TABLE_ALREADY_EXISTS", "USER_ERROR"),
  "the table was there already": says(true, "TABLE_ALREADY_EXISTS", "USER_ERROR"),
  "the server shuts down": says(false, "SERVER_SHUTTING_DOWN", "INSUFFICIENT_RESOURCES"),
  "the server forgot it": says(true, "QUERY_GONE"),
  "the deadline passed": says(true, "DEADLINE_EXCEEDED"),
};

const columns = { id: int64({ as: "number" }), region: string() };
type Orders = Asset<typeof columns, "region">;
const ordersOf = (name: string): Orders =>
  defineAsset({
    key: `${lake.schema}/${name}`,
    type: table(columns),
    partitions: { region: value("region") },
  });

type Publish = "view" | "table";
const open = (publish: Publish, faulty?: FaultyClient): IOManager =>
  lake.open(lake.catalog({ publish, ...(faulty && { client: () => faulty.client }) }));
const write = (io: IOManager, asset: Orders, turn: number) =>
  io.store(
    asset,
    [
      { id: turn, region: "eu" },
      { id: turn + 100_000, region: "us" },
    ],
    { split: true, idempotencyKey: `turn ${turn}` },
  );
/** The ids others see; none where there is no table. */
async function shownIds(asset: Orders): Promise<number[]> {
  const name = asset.key.split("/")[1];
  const found = await lake.client
    .run(`SHOW TABLES FROM hive.${lake.schema} LIKE '${name}'`)
    .catch((error) => {
      if (error.details?.code === "SCHEMA_NOT_FOUND") return { rows: [] };
      throw error;
    });
  if (found.rows.length === 0) return [];
  const { rows } = await lake.client.run(`SELECT id FROM hive.${lake.schema}.${name} ORDER BY id`);
  return rows.map(([id]) => Number(id));
}
const idsOf = (turn: number): number[] => (turn === 0 ? [] : [turn, turn + 100_000]);

const every = long ? 1 : 11;
const counting: StatementFault = { applied: false, error: unreachable };
const trinoClient = () =>
  statementClient({ server: lake.stack.trino.url, user: "writer", catalog: "hive", schema: lake.schema });

const changes = ["first store", "replace"] as const;
interface Ends {
  readonly what: string;
  readonly statements: number;
  readonly stored: number;
  readonly failed: number;
}
const done: Ends[] = [];
afterAll(async () => {
  if (done.length < 2 * changes.length) return;
  const sum = (of: "stored" | "failed") => done.reduce((all, each) => all + each[of], 0);
  await reportLive(
    lake,
    "faults",
    [
      ["faults, each at every statement", Object.keys(faults).length],
      ["stores", sum("stored") + sum("failed")],
      ["of them succeeded, failed with a typed error", `${sum("stored")}, ${sum("failed")}`],
      ["untyped errors, half stores, stores that the next one did not finish", 0],
      ["seed", seed],
    ],
    [
      ["change", "statements", "succeeded", "failed"],
      ...done.map(({ what, statements, stored, failed }) => [what, statements, stored, failed]),
    ],
  );
});

describe.each(["view", "table"] as const)(`published as a %s, seed ${seed}`, (publish) => {
  for (const name of changes) {
    it(`a ${name} ends in success or in a typed error, whichever statement goes wrong how`, {
      timeout: 900_000,
    }, async () => {
      await using healthy = open(publish);
      const assetOf = (turn: number) =>
        ordersOf(`${name.replace(" ", "_")}_${publish}${name === "replace" ? "" : `_${turn}`}`);
      if (name === "replace") await write(healthy, assetOf(0), 1);

      const counted = faultyClient(trinoClient(), 0, counting);
      await using io = open(publish, counted);
      await write(io, assetOf(2), 2);
      const statements = counted.statements;
      expect(statements).toBeGreaterThan(2);

      const cases = Array.from({ length: statements }, (_, index) => index + 1).flatMap((nth) =>
        Object.entries(faults).map(([what, fault]) => ({ nth, what, fault })),
      );
      const chosen = cases.filter((_, index) => (index + seed) % every === 0);
      const ends = { stored: 0, failed: 0 };
      let last = name === "replace" ? 2 : 0;
      for (const [index, { nth, what, fault }] of chosen.entries()) {
        const turn = index + 3;
        const place = `statement ${nth}: ${what}`;
        const asset = assetOf(turn);
        await using broken = open(publish, faultyClient(trinoClient(), nth, fault));
        const error = await write(broken, asset, turn).then(
          () => undefined,
          (thrown: unknown) => thrown,
        );
        ends[error === undefined ? "stored" : "failed"]++;
        if (error !== undefined) expect(isSluiceError(error), `${place}: ${error}`).toBe(true);
        const shown = await shownIds(asset);
        const whole = [idsOf(last), idsOf(turn)];
        // Between two statements a plain table lacks a partition: the log has it, and the next run shows it.
        if (publish === "view") expect(whole, place).toContainEqual(shown);
        if (error === undefined) expect(shown, place).toEqual(idsOf(turn));
        await write(healthy, asset, turn);
        expect(await shownIds(asset), place).toEqual(idsOf(turn));
        const loaded = (await healthy.load(asset)).map(({ id }) => id).sort((one, other) => one - other);
        expect(loaded, place).toEqual(idsOf(turn));
        if (name === "replace") last = turn;
      }
      // Of a few cases all may end alike.
      for (const count of long ? Object.values(ends) : []) expect(count).toBeGreaterThan(0);
      done.push({ what: `${name}, published as a ${publish}`, statements, ...ends });
    });
  }
});
