import { packRows, pageUnpacker, unpacker } from "@sluice/sdk/plugin";
import { type RecordBatch, Table } from "apache-arrow";
import type { Contest, GroupOptions } from "../contender.js";
import type { Dataset } from "../data/dataset.js";
import { flights } from "../data/flights.js";
import { lineitem } from "../data/lineitem.js";

/** Arrow to row objects, on one thread. At most 200,000 rows. */
export async function* unpack({ rows }: GroupOptions): AsyncGenerator<Contest> {
  yield unpackContest(await flights(Math.min(rows, mostRows)));
  yield unpackContest(lineitem(Math.min(rows, mostRows)));
}

const mostRows = 200_000;

async function unpackContest({ name, schema, rows }: Dataset): Promise<Contest> {
  async function* pages(): AsyncGenerator<readonly object[]> {
    yield rows;
  }
  const batches: RecordBatch[] = [];
  for await (const batch of packRows(pages(), schema, name)) batches.push(batch);
  const table = new Table(batches);
  const unpackBatch = unpacker(schema);
  const pagesOf = pageUnpacker(schema);
  return {
    name: `unpack: ${name}`,
    contenders: [
      {
        name: "sluice, a page at a time",
        run: () => {
          let unpacked = 0;
          for (const batch of batches) for (const page of pagesOf(batch)) unpacked += page.length;
          return unpacked;
        },
      },
      {
        name: "sluice, a batch at a time",
        run: () => batches.reduce((sum, batch) => sum + unpackBatch(batch).length, 0),
      },
      {
        name: "apache-arrow toArray, rows as objects",
        run: () => table.toArray().map((row) => row?.toJSON()).length,
      },
    ],
  };
}
