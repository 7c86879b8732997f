import { packRows } from "@sluice/sdk/plugin";
import { tableFromJSON } from "apache-arrow";
import type { Contest, GroupOptions } from "../contender.js";
import type { Dataset } from "../data/dataset.js";
import { flights } from "../data/flights.js";
import { lineitem } from "../data/lineitem.js";

/** Rows at hand, taken again and again: rows of a stream are fresh, and a heap full of old ones slows every contender. */
const pool = 20_000;

/** Row objects to Arrow, on one thread. */
export async function* pack({ rows }: GroupOptions): AsyncGenerator<Contest> {
  yield packContest(await flights(Math.min(rows, pool)), rows);
  yield packContest(lineitem(Math.min(rows, pool)), rows);
}

function packContest({ name, schema, rows }: Dataset, count: number): Contest {
  const turns = Math.ceil(count / rows.length);
  async function* pages(): AsyncGenerator<readonly object[]> {
    for (let turn = 0; turn < turns; turn++) yield rows;
  }
  return {
    name: `pack: ${name}`,
    contenders: [
      {
        name: "sluice packRows",
        run: async () => {
          let packed = 0;
          for await (const batch of packRows(pages(), schema, name)) packed += batch.numRows;
          return packed;
        },
      },
      {
        name: "apache-arrow tableFromJSON",
        run: () => {
          let packed = 0;
          for (let turn = 0; turn < turns; turn++) packed += tableFromJSON(rows as never).numRows;
          return packed;
        },
      },
    ],
  };
}
