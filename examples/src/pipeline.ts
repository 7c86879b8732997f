// Revenue a day, computed from orders. Run it twice: the second time everything is up to date.
import { date, defineAsset, given, int64, materialize, result, table } from "@sluice/sdk";
import { io } from "./lake.js";

const partitions = { day: given(date()) };
const orders = defineAsset({
  key: "examples/pipeline_orders",
  type: table({ id: int64(), cents: int64() }),
  partitions,
  compute: () => [1, 2, 3].map((id) => ({ id, cents: 250 * id })),
});
const revenue = defineAsset({
  key: "examples/pipeline_revenue",
  type: table({ orders: int64(), cents: int64() }),
  partitions,
  deps: { orders },
  compute({ deps }) {
    const cents = deps.orders.reduce((sum, order) => sum + order.cents, 0n);
    return result([{ orders: deps.orders.length, cents }], { metadata: { currency: "EUR" } });
  },
});

const days = { day: { from: "2024-05-01", to: "2024-05-03" } };
console.log(`${await materialize([orders, revenue], { io, partitions: days, skip: "up-to-date" })}`);
await io.close();
