// What the assets are: no engine, no bucket, no path.
import { daily, decimal, defineAsset, int64, string, table, timestamp } from "@sluice/sdk";

export const orders = defineAsset({
  key: "examples/orders",
  type: table({
    id: int64(),
    customer: string({ nullable: true }),
    total: decimal(12, 2),
    placed: timestamp(3),
  }),
  partitions: { day: daily("placed") },
  primaryKey: ["id"],
});
