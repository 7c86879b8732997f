import { SluiceError } from "@sluice/sdk";
import type { Schema, StoredFile } from "@sluice/sdk/plugin";

/** A row as a line. Integers beyond 2^53 and numbers JSON has no token for are texts; bytes are base64. */
export function rowToLine(row: Record<string, unknown>): string {
  const entries = Object.entries(row).map(([name, value]) => [name, jsonValue(value)]);
  return `${JSON.stringify(Object.fromEntries(entries))}\n`;
}

/** Undoes `rowToLine` for the columns of `schema`. `FILE_CORRUPT` for a line that `rowToLine` cannot have made. */
export function rowFromLine(line: string, schema: Schema, file: StoredFile): object {
  try {
    const row = JSON.parse(line) as Record<string, unknown>;
    if (typeof row !== "object" || row === null || Array.isArray(row))
      throw new TypeError("It is no object.");
    for (const { name, type } of schema.fields) {
      const value = row[name];
      if (typeof value === "string") row[name] = fromText(value, type.id);
    }
    return row;
  } catch (cause) {
    throw new SluiceError("FILE_CORRUPT", {
      message: `${file.url} has a line that is no row.`,
      details: { file: file.key },
      hint: "The file was changed outside Sluice. Load an earlier snapshot, or store the asset again.",
      cause,
    });
  }
}

function fromText(text: string, type: Schema["fields"][number]["type"]["id"]): unknown {
  switch (type) {
    case "int64":
      return BigInt(text);
    case "float32":
    case "float64":
      return numberOf(text);
    case "binary":
      return Buffer.from(text, "base64");
    default:
      return text;
  }
}

function numberOf(text: string): number {
  const known = {
    NaN: Number.NaN,
    Infinity: Number.POSITIVE_INFINITY,
    "-Infinity": Number.NEGATIVE_INFINITY,
    "-0": -0,
  };
  if (Object.hasOwn(known, text)) return known[text as keyof typeof known];
  throw new RangeError(`"${text}" is no number.`);
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
