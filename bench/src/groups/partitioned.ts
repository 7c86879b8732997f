import { defineAsset, string, table, value } from "@sluice/sdk";
import type { Contest, Group } from "../contender.js";
import { trips, tripsType } from "../data/trips.js";
import { foreignLake, newSchemaName, tripsChecksum } from "../lake/lake.js";
import { sluiceOnTrino } from "../lake/sluice.js";

const asset = defineAsset({
  key: "trips",
  type: table({ ...tripsType.columns, region: string() }),
  partitions: { region: value("region") },
});

/** Rows into many partitions of a table in Trino on MinIO: ours in one commit. */
export const partitioned: Group = {
  name: "partitioned",
  stack: true,
  contests: ({ rows }) => [intoPartitions(100, rows), intoPartitions(1000, rows)],
};

function intoPartitions(partitions: number, most: number): Contest {
  const count = Math.min(100_000, most);
  return {
    name: `partitioned: ${count} rows into ${partitions} partitions`,
    rows: count,
    of: 1,
    warmups: partitions > 100 ? 0 : 1,
    runs: 3,
    budgetMillis: 3000,
    setUp: async () => ({ given: String(partitions), tearDown: async () => {} }),
    contenders: [
      {
        name: "sluice, split, one commit",
        async prepare() {
          const schema = newSchemaName();
          const io = sluiceOnTrino(schema);
          const lake = await foreignLake(schema);
          const rows = trips(count).map((trip, row) => ({
            ...trip,
            region: `r${String(row % partitions).padStart(4, "0")}`,
          }));
          let steps: Readonly<Record<string, number>> = {};
          return {
            async run() {
              const receipt = await io.store(asset, rows, { split: true });
              steps = { ...receipt.millis };
              return receipt.rows;
            },
            check: () => tripsChecksum(lake, "trips"),
            steps: () => steps,
            async close() {
              await io.close();
              await lake.drop();
            },
          };
        },
      },
      { name: "Python: pandas groupby, pyarrow, sync", python: "store_partitions" },
      { name: "Python: awswrangler, sync", python: "store_partitions_wrangler" },
    ],
  };
}
