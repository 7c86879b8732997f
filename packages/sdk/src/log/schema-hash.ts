import { createHash } from "node:crypto";
import { type Schema, schemaText } from "@sluice/type-mapping";

/** 16 hex digits that are the same for the same columns: their names, types and order. */
export function schemaHash(schema: Schema): string {
  return createHash("sha256").update(schemaText(schema)).digest("hex").slice(0, 16);
}
