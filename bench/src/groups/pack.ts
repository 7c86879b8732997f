import { packRows } from "@sluice/sdk/plugin";
import { tableFromJSON } from "apache-arrow";
import type { Contest, Group } from "../contender.js";
import { type DatasetMaker, flightsAndLineitem } from "../data/dataset.js";

/** Rows at hand, taken again and again: rows of a stream are fresh, and a heap full of old ones slows every contender. */
const pool = 20_000;

/** Row objects to Arrow, on one thread. Batches are given back when they have been read, as in a store. */
export const pack: Group = {
  name: "pack",
  contests: ({ rows }) => flightsAndLineitem.map((dataset) => packContest(dataset, rows)),
};

function packContest({ name, make }: DatasetMaker, count: number): Contest {
  const poolRows = Math.min(count, pool);
  const turns = Math.ceil(count / poolRows);
  return {
    name: `pack: ${name}`,
    rows: count,
    contenders: [
      {
        name: "sluice packRows",
        async prepare() {
          const { schema, rows } = await make(poolRows);
          async function* pages(): AsyncGenerator<readonly object[]> {
            for (let turn = 0; turn < turns; turn++) yield rows;
          }
          const run = async (): Promise<number> => {
            let packed = 0;
            const { batches, release } = packRows(pages(), schema, name);
            for await (const batch of batches) {
              packed += batch.numRows;
              release(batch);
            }
            return packed;
          };
          return { run };
        },
      },
      {
        name: "apache-arrow tableFromJSON",
        async prepare() {
          const { rows } = await make(poolRows);
          const run = (): number => {
            let packed = 0;
            for (let turn = 0; turn < turns; turn++) packed += tableFromJSON(rows as never).numRows;
            return packed;
          };
          return { run };
        },
      },
    ],
  };
}
