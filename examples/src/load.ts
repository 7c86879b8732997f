// Loads rows: exactly typed, as many days, columns and rows as are wanted.
import { orders } from "./assets.js";
import { io } from "./lake.js";

const range = await io.load(orders, { partition: { day: { from: "2024-05-01", to: "2024-05-03" } } });
console.log(range.map(({ id, total, placed }) => `${id} ${total} ${placed.toISOString()}`));

const late = await io.load(orders, { columns: ["id", "total"], where: { total: { gt: "500.00" } } });
console.log(late);

const byDay = await io.loadEach(orders, {
  partition: { day: ["2024-05-01", "2024-05-02", "2024-06-01"] },
  missing: "skip",
});
for (const [day, rows] of byDay) console.log(day, rows.length);
await io.close();
