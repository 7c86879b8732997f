import { trinoDialect } from "../dialect.js";
import { floorColumns, type HiveNames, qualified } from "./names.js";
import { partitionCall } from "./statements.js";

const { literal } = trinoDialect;

/** The table over the files of floors. */
export function floorTable(names: HiveNames): string {
  return `${names.data}_floors`;
}

export function createFloorTable(asset: string, names: HiveNames, location: string): string {
  const { key, floor, base } = floorColumns;
  return [
    `CREATE TABLE IF NOT EXISTS ${qualified(names, floorTable(names))} (`,
    `  ${key} varchar,`,
    `  ${floor} bigint,`,
    `  ${base} bigint`,
    ")",
    `COMMENT ${literal(`What ${names.view} hides of ${names.data} (sluice floors ${asset})`)}`,
    "WITH (",
    "  format = 'JSON',",
    `  external_location = ${literal(location)},`,
    `  partitioned_by = ARRAY[${literal(base)}]`,
    ")",
  ].join("\n");
}

export function registerFloors(names: HiveNames, base: number, location: string): string {
  return partitionCall(names, {
    procedure: "register_partition",
    table: floorTable(names),
    columns: [floorColumns.base],
    values: [String(base)],
    location,
  });
}
