import { SluiceError } from "@sluice/sdk";
import type { Schema, StoredFile } from "@sluice/sdk/plugin";

/** A row as a line. Integers beyond 2^53 and numbers JSON has no token for are texts; bytes are base64. */
export function rowToLine(row: Record<string, unknown>): string {
  const entries = Object.entries(row).map(([name, value]) => [name, jsonValue(value)]);
  return `${JSON.stringify(Object.fromEntries(entries))}\n`;
}

/** Undoes `rowToLine` for the columns of `schema`. */
export function rowFromLine(line: string, schema: Schema, file: StoredFile): object {
  let row: Record<string, unknown>;
  try {
    row = JSON.parse(line) as Record<string, unknown>;
  } catch (cause) {
    throw new SluiceError("FILE_CORRUPT", {
      message: `${file.url} has a line that is not JSON.`,
      details: { file: file.key },
      hint: "The file was changed outside Sluice. Load an earlier snapshot, or store the asset again.",
      cause,
    });
  }
  for (const { name, type } of schema.fields) {
    const value = row[name];
    if (typeof value !== "string") continue;
    if (type.id === "int64") row[name] = BigInt(value);
    else if (type.id === "float32" || type.id === "float64") row[name] = value === "-0" ? -0 : Number(value);
    else if (type.id === "binary") row[name] = Buffer.from(value, "base64");
  }
  return row;
}

function jsonValue(value: unknown): unknown {
  if (typeof value === "bigint") return BigInt.asIntN(53, value) === value ? Number(value) : String(value);
  if (typeof value === "number")
    return Number.isFinite(value) && !Object.is(value, -0) ? value : numberText(value);
  if (value instanceof Uint8Array) return Buffer.from(value).toString("base64");
  return value;
}

function numberText(value: number): string {
  return Object.is(value, -0) ? "-0" : String(value);
}
