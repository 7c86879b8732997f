// Revenue a day, computed from orders. Run it twice: the second time everything is up to date.
import { date, defineAsset, given, int64, local, materialize, result, table } from "@sluice/local";

const partitions = { day: given(date()) };
const orders = defineAsset({
  key: "sales/orders",
  type: table({ id: int64(), cents: int64() }),
  partitions,
  compute: () => [1, 2, 3].map((id) => ({ id, cents: 250 * id })),
});
const revenue = defineAsset({
  key: "sales/revenue",
  type: table({ orders: int64(), cents: int64() }),
  partitions,
  deps: { orders },
  compute({ deps }) {
    const cents = deps.orders.reduce((sum, order) => sum + order.cents, 0n);
    return result([{ orders: deps.orders.length, cents }], { metadata: { currency: "EUR" } });
  },
});

await using io = local("./lake");
const day = { from: "2024-05-01", to: "2024-05-03" };
const report = await materialize([orders, revenue], { io, partitions: { day }, skip: "up-to-date" });
console.log(`${report}`);
