import { type StatementClient, statementClient } from "@sluice/trino/client";
import type { Contender, Group } from "../contender.js";
import { servers } from "../lake/servers.js";

/** A result of Trino that is read and kept by nobody: what counts is the peak. The time holds that of making it. */
export const stream: Group = {
  name: "stream",
  stack: true,
  contests: ({ rows }) => {
    const sql = manyRows(rows * 10);
    const rowsOf = async (client: StatementClient) =>
      lengths((await client.stream(sql)).rows, (some) => some.length);
    const batchesOf = async (client: StatementClient) =>
      lengths((await client.batches(sql)).batches, ({ numRows }) => numRows);
    return [
      {
        name: `stream: ${rows * 10} rows out of Trino`,
        rows: rows * 10,
        warmups: 0,
        runs: 1,
        contenders: [
          reading("sluice, rows", rowsOf),
          reading("sluice, rows inside the pages", rowsOf, false),
          reading("sluice, Arrow batches", batchesOf),
        ],
      },
    ];
  },
};

function manyRows(count: number): string {
  return `SELECT n AS id, n * 31 AS ref, CAST(n % 50 AS integer) AS vendor, CAST(n AS decimal(18,2)) / 100 AS fare,
    date_add('second', n, TIMESTAMP '2024-01-01 00:00:00.000') AS pickup, 'zone ' || CAST(n % 263 AS varchar) AS zone
    FROM TABLE(sequence(1, ${count})) AS t (n)`;
}

function reading(
  name: string,
  lengthsOf: (client: StatementClient) => Promise<AsyncIterable<number>>,
  spooling = true,
): Contender {
  return {
    name,
    prepare: () => ({
      async run() {
        const client = statementClient({ server: servers().trino, user: "bench", spooling });
        let rows = 0;
        for await (const length of await lengthsOf(client)) rows += length;
        return rows;
      },
    }),
  };
}

async function* lengths<Part>(
  parts: AsyncIterable<Part>,
  lengthOf: (part: Part) => number,
): AsyncGenerator<number> {
  for await (const part of parts) yield lengthOf(part);
}
