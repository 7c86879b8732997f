import { parseTrinoType, type Schema } from "@sluice/type-mapping";
import { typeUnsupported } from "./errors.js";
import type { PageColumn } from "./query.js";
import type { TrinoType } from "./trino-type.js";
import { readTypeSignature } from "./type-signature.js";
import { parseTypeText, printTypeText } from "./type-text.js";

export interface ResultColumn {
  readonly name: string;
  /** Type text such as `decimal(12,2)`, written alike for all versions of Trino; `parseTypeText` reads it. */
  readonly type: string;
}

export function resultColumn(column: PageColumn): ResultColumn {
  return { name: column.name, type: printTypeText(columnType(column)) };
}

export function columnType({ name, type, typeSignature }: PageColumn): TrinoType {
  try {
    return typeSignature === undefined ? parseTypeText(type) : readTypeSignature(typeSignature);
  } catch {
    throw typeUnsupported(
      `The column ${JSON.stringify(name)}`,
      String(type),
      "Cast it to varchar in the statement.",
    );
  }
}

/**
 * The columns of a result in the types of Sluice, all of them nullable. A name that comes twice is numbered: `v`, `v_2`.
 * What has no exact equal is an error that says what to cast it to.
 */
export function resultSchema(columns: readonly PageColumn[]): Schema {
  const taken = new Set<string>();
  return {
    fields: columns.map((column) => {
      const { name } = column;
      let free = name;
      for (let number = 2; taken.has(free); number++) free = `${name}_${number}`;
      taken.add(free);
      const { type } = resultColumn(column);
      try {
        return { name: free, type: parseTrinoType(type), nullable: true };
      } catch (error) {
        throw typeUnsupported(`The column ${JSON.stringify(name)}`, type, (error as Error).message);
      }
    }),
  };
}
