// Reads rows one by one and in Arrow batches, in bounded memory; or only says which files there are.
import { orders } from "./assets.js";
import { io } from "./lake.js";

let rows = 0;
for await (const { customer } of io.stream(orders)) if (customer === null) rows++;
console.log(`${rows} orders without a customer`);

for await (const batch of io.batches(orders, { columns: ["id"] })) console.log(`${batch.numRows} ids`);

for (const { url, partition, byteLength } of await io.files(orders, { partition: "2024-05-01" })) {
  console.log(partition.day, byteLength, url.endsWith(".parquet"));
}
await io.close();
