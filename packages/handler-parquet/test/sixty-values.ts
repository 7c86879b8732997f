import { sixtyRows } from "./sixty-rows.js";

type SixtyRow = (typeof sixtyRows)[number];

const types: Record<keyof SixtyRow, string> = {
  id: "integer",
  big: "bigint",
  flag: "boolean",
  half: "double",
  price: "decimal(9, 2)",
  total: "decimal(30, 10)",
  text: "varchar",
  blob: "varbinary",
  day: "date",
  at: "timestamp(6)",
  tags: "array(varchar)",
  point: "row(x integer, name varchar)",
};

const names = Object.keys(types) as (keyof SixtyRow)[];

/** The sixty rows as a query of Trino. */
export const sixtyValues = `SELECT ${names.map((name) => `CAST(${name} AS ${types[name]}) AS ${name}`).join(", ")}
FROM (VALUES ${sixtyRows.map((row) => `(${names.map((name) => literal(row[name])).join(", ")})`).join(",\n")})
AS sixty (${names.join(", ")})`;

function literal(value: SixtyRow[keyof SixtyRow]): string {
  if (value === null) return "NULL";
  if (typeof value === "boolean" || typeof value === "number" || typeof value === "bigint") return `${value}`;
  if (typeof value === "string") return `'${value.replace(/^(\d+-\d+-\d+)T/, "$1 ")}'`;
  if (value instanceof Uint8Array) return `X'${Buffer.from(value).toString("hex")}'`;
  if (Array.isArray(value)) return `ARRAY[${value.map(literal).join(", ")}]`;
  const { x, name } = value as NonNullable<SixtyRow["point"]>;
  return `CAST(ROW(${x}, ${literal(name)}) AS ${types.point})`;
}
