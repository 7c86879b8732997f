// One of several processes that replace and append at once. Argument: JSON with `s3`, `trino`, `schema`, `writer`, `rounds`.
// Prints what it stored.
import { parquet } from "@sluice/handler-parquet";
import { createIOManager } from "@sluice/sdk";
import { s3Store } from "@sluice/store-s3";
import { trino } from "@sluice/trino";
import { busyOrders, regions } from "./busy-orders.mjs";

const { s3, server, schema, writer, rounds } = JSON.parse(process.argv[2]);
const { accessKeyId, secretAccessKey } = s3;
const io = createIOManager({
  handlers: [parquet({ workers: 0 })],
  store: s3Store({ ...s3, prefix: schema, credentials: { accessKeyId, secretAccessKey } }),
  catalog: trino({ server, user: `writer-${writer}`, catalog: "hive", schema, tidyAfterMillis: 30_000 }),
});
const orders = busyOrders(schema);
const stored = [];
for (let round = 0; round < rounds * 2; round++) {
  const mode = round % 2 === 0 ? "replace" : "append";
  const token = `${writer}.${round}`;
  // One to three of the regions, others each time.
  const some = regions.filter(
    (_, index) => (index + writer + round) % regions.length <= (writer + round) % 3,
  );
  const { snapshot } = await io.store(
    orders,
    some.map((region) => ({ token, region })),
    { split: true, mode },
  );
  stored.push({ snapshot, mode, token, regions: some });
}
await io.close();
console.log(JSON.stringify(stored));
