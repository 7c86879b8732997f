import { packRows, pageUnpacker, unpacker } from "@sluice/sdk/plugin";
import { type RecordBatch, Table } from "apache-arrow";
import type { Contest, Group } from "../contender.js";
import { type Dataset, type DatasetMaker, flightsAndLineitem } from "../data/dataset.js";

/** What is held as objects at once gets no more rows than this. */
const mostRows = 200_000;

/** Arrow to row objects, on one thread. */
export const unpack: Group = {
  name: "unpack",
  contests: ({ rows }) =>
    flightsAndLineitem.map((dataset) => unpackContest(dataset, Math.min(rows, mostRows))),
};

function unpackContest({ name, make }: DatasetMaker, count: number): Contest {
  return {
    name: `unpack: ${name}`,
    rows: count,
    contenders: [
      {
        name: "sluice, a page at a time",
        async prepare() {
          const { schema, batches } = await packed(await make(count));
          const pagesOf = pageUnpacker(schema);
          const run = (): number => {
            let unpacked = 0;
            for (const batch of batches) for (const page of pagesOf(batch)) unpacked += page.length;
            return unpacked;
          };
          return { run };
        },
      },
      {
        name: "sluice, a batch at a time",
        async prepare() {
          const { schema, batches } = await packed(await make(count));
          const unpackBatch = unpacker(schema);
          return { run: () => batches.reduce((sum, batch) => sum + unpackBatch(batch).length, 0) };
        },
      },
      {
        name: "apache-arrow toArray, rows as objects",
        async prepare() {
          const table = new Table((await packed(await make(count))).batches);
          return { run: () => table.toArray().map((row) => row?.toJSON()).length };
        },
      },
    ],
  };
}

async function packed({ schema, rows }: Dataset) {
  async function* pages(): AsyncGenerator<readonly object[]> {
    yield rows;
  }
  const batches: RecordBatch[] = [];
  for await (const batch of packRows(pages(), schema, "bench").batches) batches.push(batch);
  return { schema, batches };
}
