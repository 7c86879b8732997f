import { type AnyAsset, decimal, defineAsset, int64, string, table, timestamp, value } from "@sluice/sdk";
import type { Rows } from "./bench.js";

const columns = {
  id: int64(),
  name: string({ nullable: true }),
  total: decimal(38, 10),
  made: timestamp(6),
};

/** A table without partitions. */
export function flatAsset(key: string): AnyAsset {
  return defineAsset({ key, type: table(columns) });
}

/** A table with a partition for each region. */
export function regionsAsset(key: string): AnyAsset {
  const type = table({ ...columns, region: string() });
  return defineAsset({ key, type, partitions: { region: value("region") } });
}

/** The same two with a primary key, which says in which partition a row is. */
export function keyedAsset(key: string): AnyAsset {
  return defineAsset({ key, type: table(columns), primaryKey: ["id"] });
}

export function keyedRegionsAsset(key: string): AnyAsset {
  const type = table({ ...columns, region: string() });
  return defineAsset({ key, type, partitions: { region: value("region") }, primaryKey: ["region", "id"] });
}

/** Rows with those ids, as `load` gives them. */
export function rowsWith(...ids: readonly number[]): Rows {
  return ids.map((id) => ({
    id: 2n ** 60n + BigInt(id),
    name: id % 2 === 0 ? null : `it's "${id}" ☂`,
    total: `${id}234567890123456789.0123456789`,
    made: "1969-12-31T23:59:59.999999",
  }));
}

/** Rows of that region with those ids. */
export function rowsOf(region: string, ...ids: readonly number[]): Rows {
  return rowsWith(...ids).map((row) => ({ ...row, region }));
}
