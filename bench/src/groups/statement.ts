import { statementClient } from "@sluice/trino/client";
import { trinoClient } from "@sluice/trino/trino-client";
import { Trino } from "trino-client";
import type { Contender, Contest, Group } from "../contender.js";
import { type ResultKind, type ServedResults, serveResults } from "../data/result-server.js";

const mostRows = 200_000;

const results: readonly [name: string, kind: ResultKind][] = [
  ["5 columns of short integers", "short"],
  ["3 columns of bigint, 2 of them past 2^53", "long"],
  ["lineitem, 16 columns", "wide"],
];

/**
 * Results of Trino to rows and Arrow batches, from a server in another process that has recorded answers. At most 200,000
 * rows. `trino-client` rounds; as our transport it refuses the long integers, so it has no part in them.
 */
export const statement: Group = {
  name: "statement",
  contests: ({ rows }) =>
    results.map(([name, kind]) => statementContest(name, kind, Math.min(rows, mostRows))),
};

function statementContest(name: string, source: ResultKind, rows: number): Contest {
  return {
    name: `statement: ${name}`,
    rows,
    async setUp() {
      const served: ServedResults = await serveResults(source, rows);
      return { given: served.url, tearDown: served.close };
    },
    contenders: [
      reading(
        "sluice, rows",
        async (server) => (await statementClient({ server, user: "bench", source }).stream("SELECT …")).rows,
      ),
      {
        name: "sluice, Arrow batches",
        prepare: (server) => ({
          async run() {
            let count = 0;
            const client = statementClient({ server, user: "bench", source });
            for await (const batch of (await client.batches("SELECT …")).batches) count += batch.numRows;
            return count;
          },
        }),
      },
      reading("trino-client, rounding", (server) => roundedRows(server)),
      ...(source === "long"
        ? []
        : [
            reading(
              "trino-client as our transport",
              async (server) =>
                (await trinoClient({ server, user: "bench", source }).stream("SELECT …")).rows,
            ),
          ]),
    ],
  };
}

type Rows = AsyncIterable<readonly unknown[]>;

function reading(name: string, rowsOf: (server: string) => Promise<Rows> | Rows): Contender {
  return {
    name,
    prepare: (server) => ({
      async run() {
        let count = 0;
        for await (const rows of await rowsOf(server)) count += rows.length;
        return count;
      },
    }),
  };
}

async function* roundedRows(server: string): AsyncGenerator<readonly unknown[]> {
  for await (const page of await Trino.create({ server }).query("SELECT …")) yield page.data ?? [];
}
