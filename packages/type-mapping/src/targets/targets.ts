import type { DataType } from "apache-arrow";
import type { LogicalType, Member } from "../logical-type.js";
import { mapType } from "../mapping.js";
import { arrowNote, arrowTypes } from "./arrow.js";
import { deltaTypes } from "./delta.js";
import { duckdbFault, duckdbKept, duckdbNote, duckdbTypes } from "./duckdb.js";
import { hiveFaults, hiveNote } from "./hive.js";
import { hiveTableTypes } from "./hive-table.js";
import { icebergTypes } from "./iceberg.js";
import { type Note, remarksOn, withScalars } from "./inside.js";
import { javascriptNote, javascriptType } from "./javascript.js";
import { deltaNameFault, hiveColumnFault } from "./names.js";
import { parquetKept, parquetNote, parquetText, parquetTypes } from "./parquet.js";
import type { MappingOptions, TargetType } from "./target-type.js";
import { trinoNote, trinoTypes } from "./trino.js";

type Answer = (member: Member, options: MappingOptions) => TargetType;

const answers = {
  javascript: (member) => said(javascriptType(member), member, javascriptNote),
  arrow: (member) => said(String(mapType<DataType>(arrowTypes, member.type)), member, arrowNote),
  parquet: (member) =>
    said(parquetText(mapType(parquetTypes, member.type)), member, parquetNote, parquetKept),
  trino: (member) => said(mapType(trinoTypes, member.type), member, trinoNote),
  hive: (member) => {
    const refusals = hiveFaults(member.type);
    return refusals.length > 0 ? { refusals } : said(mapType(trinoTypes, member.type), member, hiveNote);
  },
  "hive-table": ({ type }, options) => mapType(hiveTableTypes, type, options),
  iceberg: ({ type }, options) => mapType(icebergTypes, type, options),
  delta: ({ type }, options) => mapType(deltaTypes, type, options),
  duckdb: (member) => {
    const refusals = remarksOn(member, duckdbFault);
    return refusals.length > 0
      ? { refusals }
      : said(mapType(duckdbTypes, member.type), member, duckdbNote, duckdbKept);
  },
} satisfies Record<string, Answer>;

/**
 * Who has types of its own: `hive` is the data table with the view over it, `hive-table` a plain table, `trino` what SQL
 * users see of either.
 */
export type TargetName = keyof typeof answers;

export const targetNames = Object.keys(answers) as readonly TargetName[];

/** What a target says of a column's or member's type: its own text, or refusals. Every refusal names its path inside. */
export function targetType(target: TargetName, member: Member, options: MappingOptions = {}): TargetType {
  return answers[target](member, options);
}

/** Why the target cannot have a column of that name, or nothing. */
export function columnNameFault(target: TargetName, name: string): string | undefined {
  switch (target) {
    case "hive":
    case "hive-table":
      return hiveColumnFault(name);
    case "delta":
      return deltaNameFault(name);
    default:
      return undefined;
  }
}

function said(
  text: string,
  member: Member,
  note: Note,
  kept: (scalar: LogicalType) => LogicalType = (scalar) => scalar,
): TargetType {
  return { text, kept: withScalars(member.type, kept), notes: remarksOn(member, note) };
}
