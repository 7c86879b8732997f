// Says what a store would do, files and SQL and changes of the columns, and does none of it.
import { decimal, defineAsset, int64, local, string, table, value } from "@sluice/local";

const columns = { id: int64(), region: string(), total: decimal(12, 2) };
const partitions = { region: value("region") };
const orders = defineAsset({ key: "plans/orders", type: table(columns), partitions });
const withNote = defineAsset({
  key: "plans/orders",
  type: table({ ...columns, note: string({ nullable: true }) }),
  partitions,
  schemaEvolution: "additive",
});

await using io = local("./lake");
await io.store(orders, [{ id: 1, region: "eu", total: "19.90" }], { split: true });

const plan = await io.plan(withNote, { partition: "eu", mode: "append" });
console.log(String(plan));
console.log(plan.changes.map((change) => change.text));
for (const refusal of plan.refusals) console.error(refusal.code, refusal.hint);
