import {
  type LogicalType,
  type LogicalTypeOf,
  mapType,
  quotedName,
  type TypeMapping,
  trinoTypes,
} from "@sluice/type-mapping";

/** How Trino writes a column into a file, so that the data table and the handler read it as any other. */
export interface KeptColumn {
  /** Type in the file. Instants of milliseconds have nine digits, as the session has that writes them. */
  readonly type: string;
  /** SQL that turns a value of the column's own type into it; the value itself where that is the same. */
  readonly kept: (value: string) => string;
}

const same = (type: string): KeptColumn => ({ type, kept: (value) => value });
const origin = "TIMESTAMP '1970-01-01 00:00:00.000'";

/** Undoes what the view computes: whole microseconds, or nanoseconds, of times and instants; uuid and json as text. */
const keptColumns = {
  boolean: () => same("boolean"),
  int8: () => same("tinyint"),
  int16: () => same("smallint"),
  int32: () => same("integer"),
  int64: () => same("bigint"),
  float32: () => same("real"),
  float64: () => same("double"),
  decimal: (type) => same(mapType(trinoTypes, type)),
  string: () => same("varchar"),
  binary: () => same("varbinary"),
  date: () => same("date"),
  time: () => ({ type: "bigint", kept: micros }),
  timestamp: ({ precision }) =>
    precision === 3
      ? { type: "timestamp(9)", kept: (value) => `CAST(${value} AS timestamp(9))` }
      : { type: "bigint", kept: (value) => units(value, precision) },
  zonedTimestamp: ({ precision }) => {
    const digits = precision === 9 ? 9 : 6;
    const utc = (value: string) => `CAST(${value} AT TIME ZONE 'UTC' AS timestamp(${digits}))`;
    return { type: "bigint", kept: (value) => units(utc(value), digits) };
  },
  uuid: () => ({ type: "varchar", kept: (value) => `CAST(${value} AS varchar)` }),
  json: () => ({ type: "varchar", kept: (value) => `json_format(${value})` }),
  list: (type): KeptColumn => {
    const element = keptColumn(type.element.type);
    const x = variable(type, "x");
    return {
      type: `array(${element.type})`,
      kept: (value) => (element.kept(x) === x ? value : `transform(${value}, ${x} -> ${element.kept(x)})`),
    };
  },
  map: (type): KeptColumn => {
    const [key, item] = [keptColumn(type.key.type), keptColumn(type.value.type)];
    const [k, v] = [variable(type, "k"), variable(type, "v")];
    const keys = (map: string): string =>
      key.kept(k) === k ? map : `transform_keys(${map}, (${k}, ${v}) -> ${key.kept(k)})`;
    const values = (map: string): string =>
      item.kept(v) === v ? map : `transform_values(${map}, (${k}, ${v}) -> ${item.kept(v)})`;
    return { type: `map(${key.type}, ${item.type})`, kept: (map) => keys(values(map)) };
  },
  struct: ({ fields }): KeptColumn => {
    const inside = fields.map((field) => ({ name: quotedName(field.name), column: keptColumn(field.type) }));
    const type = `row(${inside.map(({ name, column }) => `${name} ${column.type}`).join(", ")})`;
    const kept = (value: string): string => {
      const values = inside.map(({ name, column }) => column.kept(`${value}.${name}`));
      return `IF(${value} IS NULL, NULL, CAST(ROW(${values.join(", ")}) AS ${type}))`;
    };
    return { type, kept };
  },
} satisfies TypeMapping<KeptColumn>;

export function keptColumn(type: LogicalType): KeptColumn {
  return mapType<KeptColumn>(keptColumns, type);
}

/** The value, which has that many digits, in whole units since 1970: no function of Trino gives it as one number. */
function units(value: string, digits: 6 | 9): string {
  const millis = `date_diff('millisecond', ${origin}, date_trunc('millisecond', ${value}))`;
  const rest = `CAST(substr(CAST(${value} AS varchar), ${3 - digits}) AS bigint)`;
  if (digits === 6) return `(${millis} * 1000 + ${rest})`;
  // The least nanosecond there is lies before the bigint of its millisecond.
  return `CAST(CAST(${millis} AS decimal(38,0)) * 1000000 + ${rest} AS bigint)`;
}

/** Microseconds since midnight, out of `HH:MM:SS.ffffff`. */
function micros(value: string): string {
  const text = `CAST(CAST(${value} AS time(6)) AS varchar)`;
  const number = (digits: string): string => `CAST(${digits} AS bigint)`;
  const hours = number(`substr(${text}, 1, 2)`);
  const minutes = number(`substr(${text}, 4, 2)`);
  const seconds = number(`replace(substr(${text}, 7), '.', '')`);
  return `(${hours} * 3600000000 + ${minutes} * 60000000 + ${seconds})`;
}

type Nested = LogicalTypeOf<"list" | "map">;

/** A name for what is inside that nothing inside of it uses. */
function variable(type: Nested, name: string): string {
  return `${name}${depth(type)}`;
}

function depth(type: LogicalType): number {
  switch (type.id) {
    case "list":
      return 1 + depth(type.element.type);
    case "map":
      return 1 + Math.max(depth(type.key.type), depth(type.value.type));
    case "struct":
      return Math.max(0, ...type.fields.map((field) => depth(field.type)));
    default:
      return 0;
  }
}
