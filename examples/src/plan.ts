// Says what a store would do, files and SQL and changes of the columns, and does none of it.
import { daily, defineAsset, string, table } from "@sluice/sdk";
import { orders } from "./assets.js";
import { io } from "./lake.js";

const withNote = defineAsset({
  key: orders.key,
  type: table({ ...orders.type.columns, note: string({ nullable: true }) }),
  partitions: { day: daily("placed") },
  schemaEvolution: "additive",
});

const plan = await io.plan(withNote, { partition: "2024-05-01", mode: "append" });
console.log(String(plan));
console.log(plan.changes.map((change) => change.text));
for (const refusal of plan.refusals) console.error(refusal.code, refusal.hint);
await io.close();
