import type { LogicalType, TimestampPrecision } from "../logical-type.js";
import { mapType, type TypeMapping } from "../mapping.js";
import { quotedName } from "../quoted-name.js";
import { inside, remarksOnNames } from "./inside.js";
import { hiveFieldFault } from "./names.js";
import { pathText, type Remark } from "./target-type.js";
import { trinoNote, trinoTypes } from "./trino.js";

/** How a Hive table holds a type that Trino then shows through a view. */
export interface HiveColumn {
  /** Type in the `CREATE TABLE` of the data table. */
  readonly stored: string;
  /** SQL that turns the quoted stored column into the type users see; the column itself where that is the same. */
  readonly shown: (column: string) => string;
}

const same = (stored: string): HiveColumn => ({ stored, shown: (column) => column });

/**
 * Plain Hive tables have no time, zoned timestamp, uuid, json nor more than milliseconds. Their raw integers and texts
 * are stored, and the view computes the exact value. The decimal keeps year 9999 from overflowing a bigint of nanoseconds.
 */
const hiveColumns = {
  boolean: () => same("boolean"),
  int8: () => same("tinyint"),
  int16: () => same("smallint"),
  int32: () => same("integer"),
  int64: () => same("bigint"),
  float32: () => same("real"),
  float64: () => same("double"),
  decimal: (type) => same(`decimal(${type.precision},${type.scale})`),
  string: () => same("varchar"),
  binary: () => same("varbinary"),
  date: () => same("date"),
  time: () => ({
    stored: "bigint",
    shown: (column) =>
      `CAST(CAST(from_unixtime_nanos(${column} * 1000) AT TIME ZONE 'UTC' AS timestamp(6)) AS time(6))`,
  }),
  timestamp: (type) =>
    type.precision === 3
      ? { stored: "timestamp(3)", shown: (column) => `CAST(${column} AS timestamp(3))` }
      : {
          stored: "bigint",
          shown: (column) =>
            `CAST(${instant(column, type.precision)} AT TIME ZONE 'UTC' AS timestamp(${type.precision}))`,
        },
  zonedTimestamp: (type) => ({
    stored: "bigint",
    shown: (column) =>
      `CAST(${instant(column, type.precision)} AS timestamp(${type.precision}) with time zone)`,
  }),
  uuid: () => ({ stored: "varchar", shown: (column) => `CAST(${column} AS uuid)` }),
  json: () => ({ stored: "varchar", shown: (column) => `json_parse(${column})` }),
  list: (type): HiveColumn => {
    const element = columnOf(type.element.type);
    const stored = `array(${element.stored})`;
    if (isSame(element)) return same(stored);
    const each = variable(type);
    return { stored, shown: (column) => `transform(${column}, ${each} -> ${element.shown(each)})` };
  },
  map: (type): HiveColumn => {
    const [key, value] = [columnOf(type.key.type), columnOf(type.value.type)];
    const [k, v] = [variable(type, "k"), variable(type, "v")];
    const keys = (map: string): string =>
      isSame(key) ? map : `transform_keys(${map}, (${k}, ${v}) -> ${key.shown(k)})`;
    const values = (map: string): string =>
      isSame(value) ? map : `transform_values(${map}, (${k}, ${v}) -> ${value.shown(v)})`;
    return { stored: `map(${key.stored}, ${value.stored})`, shown: (column) => keys(values(column)) };
  },
  struct: (type): HiveColumn => {
    const fields = type.fields.map((field) => ({ name: field.name, column: columnOf(field.type) }));
    const stored = `row(${fields.map(({ name, column }) => `${quotedName(name)} ${column.stored}`).join(", ")})`;
    const shownType = mapType(trinoTypes, type);
    // Hive folds the case of field names.
    const folded = fields.some(({ name }) => name !== name.toLowerCase());
    if (fields.every(({ column }) => isSame(column))) {
      return folded ? { stored, shown: (column) => `CAST(${column} AS ${shownType})` } : same(stored);
    }
    const shown = (column: string): string => {
      const values = fields.map((field) => field.column.shown(`${column}.${quotedName(field.name)}`));
      return `IF(${column} IS NULL, NULL, CAST(ROW(${values.join(", ")}) AS ${shownType}))`;
    };
    return { stored, shown };
  },
} satisfies TypeMapping<HiveColumn>;

/** How a Hive table holds `type`. `RangeError` where a field's name cannot stand in a Hive type. */
export function hiveColumn(type: LogicalType): HiveColumn {
  const [fault] = hiveFaults(type);
  if (fault !== undefined) throw new RangeError(`Field ${pathText(fault.path)}: ${fault.text}.`);
  return columnOf(type);
}

/** The fields inside that Hive cannot name. */
export function hiveFaults(type: LogicalType): Remark[] {
  return remarksOnNames(type, hiveFieldFault);
}

/** What is different in the data table; the view shows the type itself. */
export function hiveNote(scalar: LogicalType): string | undefined {
  if (inside(scalar).length > 0) return undefined;
  const { stored } = columnOf(scalar);
  if (stored === mapType(trinoTypes, scalar)) return undefined;
  const computed = `stored as ${stored}; the view computes it`;
  return [computed, trinoNote(scalar)].filter((part) => part !== undefined).join("; ");
}

function columnOf(type: LogicalType): HiveColumn {
  return mapType<HiveColumn>(hiveColumns, type);
}

function isSame(column: HiveColumn): boolean {
  return column.shown("x") === "x";
}

/** A name for the values of a nested type that no type inside it uses. */
function variable(type: LogicalType, name = "x"): string {
  return `${name}${depth(type)}`;
}

function depth(type: LogicalType): number {
  const members = inside(type);
  return members.length === 0 ? 0 : 1 + Math.max(...members.map(([, member]) => depth(member.type)));
}

function instant(column: string, precision: TimestampPrecision): string {
  const nanoseconds = precision === 9 ? 1 : 1000;
  return `from_unixtime_nanos(CAST(${column} AS decimal(38,0)) * ${nanoseconds})`;
}
