import * as zlib from "node:zlib";
import { defineAsset } from "@sluice/sdk";
import { statementClient } from "@sluice/trino/client";
import type { Contender, Contest, Group } from "../contender.js";
import { tripStream, tripsType } from "../data/trips.js";
import { foreignLake, newSchemaName } from "../lake/lake.js";
import { servers } from "../lake/servers.js";
import { sluiceOnTrino } from "../lake/sluice.js";

const asset = defineAsset({ key: "trips", type: tripsType });

/** A whole table through the statement protocol, its result in segments on MinIO where the client asks for them. */
export const spooling: Group = {
  name: "spooling",
  stack: true,
  contests: ({ rows }) => [wholeTable(rows)],
};

function wholeTable(count: number): Contest {
  return {
    name: "spooling: a table in Trino by SELECT *",
    rows: count,
    runs: 3,
    budgetMillis: 6000,
    async setUp() {
      const schema = newSchemaName();
      const io = sluiceOnTrino(schema);
      await io.store(asset, tripStream(count));
      await io.close();
      return { given: schema, tearDown: async () => (await foreignLake(schema)).drop() };
    },
    contenders: [
      reading("sluice, rows", async function* (sql) {
        for await (const rows of (await sluice().stream(sql)).rows) yield rows.length;
      }),
      reading("sluice, Arrow batches", async function* (sql) {
        for await (const batch of (await sluice().batches(sql)).batches) yield batch.numRows;
      }),
      {
        name: "trino-client, rounding, not spooled",
        async prepare(schema) {
          const lake = await foreignLake(schema);
          return { run: async () => (await lake.query("SELECT * FROM trips")).length };
        },
      },
      reading("bare fetch of the segments, nothing decoded", fetchedSegments),
    ],
  };
}

function sluice(): ReturnType<typeof statementClient> {
  return statementClient({ server: servers().trino, user: "bench", spooling: true });
}

function reading(name: string, counts: (sql: string) => AsyncIterable<number>): Contender {
  return {
    name,
    prepare: (schema) => ({
      async run() {
        let rows = 0;
        for await (const count of counts(`SELECT * FROM hive.${schema}.trips`)) rows += count;
        return rows;
      },
    }),
  };
}

interface Page {
  readonly nextUri?: string;
  readonly error?: { readonly message: string };
  readonly data?: { readonly segments: readonly Segment[] };
}

interface Segment {
  readonly type: "inline" | "spooled";
  readonly uri?: string;
  readonly ackUri?: string;
  readonly headers?: Readonly<Record<string, readonly string[]>>;
  readonly metadata: { readonly rowsCount: number };
}

/** What no client can do without, one request after another, in the encoding that ours asks for too. */
async function* fetchedSegments(sql: string): AsyncGenerator<number> {
  const headers = {
    "X-Trino-User": "bench",
    "X-Trino-Query-Data-Encoding": "zstdDecompress" in zlib ? "json+zstd" : "json+lz4",
  };
  const answerOf = async (url: string, request: RequestInit): Promise<Page> => {
    const page = (await (await fetch(url, { ...request, headers })).json()) as Page;
    if (page.error) throw new Error(page.error.message);
    return page;
  };
  let page = await answerOf(`${servers().trino}/v1/statement`, { method: "POST", body: sql });
  for (;;) {
    for (const { uri, ackUri, headers: own = {}, metadata } of page.data?.segments ?? []) {
      if (uri !== undefined) {
        const wanted = Object.entries(own).flatMap(([name, values]) =>
          values.map((each): [string, string] => [name, each]),
        );
        const answer = await fetch(uri, { headers: wanted });
        if (!answer.ok) throw new Error(`${uri}: ${answer.status}`);
        await answer.arrayBuffer();
      }
      if (ackUri !== undefined) await (await fetch(ackUri, { headers: { "X-Trino-User": "bench" } })).text();
      yield metadata.rowsCount;
    }
    if (page.nextUri === undefined) return;
    page = await answerOf(page.nextUri, {});
  }
}
