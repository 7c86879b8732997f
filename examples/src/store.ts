// Stores rows: one day of them, and many days at once, each visible whole or not at all.
import { orders } from "./assets.js";
import { io } from "./lake.js";

const day = [{ id: 1, customer: "Ada", total: "19.90", placed: new Date("2024-05-01T10:00:00Z") }];
const first = await io.store(orders, day, { partition: "2024-05-01", idempotencyKey: "2024-05-01 v1" });
console.log(`snapshot ${first.snapshot} has ${first.rows} row in ${first.relation}`);

async function* week() {
  for (let id = 2; id <= 8; id++) {
    yield { id, total: `${id}00.50`, placed: `2024-05-0${(id % 7) + 1}T08:30:00` };
  }
}
const all = await io.store(orders, week(), { split: true, mode: "append" });
console.log(`snapshot ${all.snapshot} added ${all.rows} rows to ${all.partitions} days`);

const again = await io.store(orders, day, { partition: "2024-05-01", idempotencyKey: "2024-05-01 v1" });
console.log(`the same key once more: replayed ${again.replayed}`);
await io.close();
