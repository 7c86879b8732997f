import { faultsByColumn } from "./column-faults.js";
import { typeText } from "./logical-type.js";
import type { Schema } from "./schema.js";
import { type MappingOptions, pathText, type Remark } from "./targets/target-type.js";
import { columnNameFault, type TargetName, targetNames, targetType } from "./targets/targets.js";

/** What one column is over there. Plain data. */
export interface MappedColumn {
  readonly column: string;
  /** Its logical type, `list(int8?)`. */
  readonly type: string;
  /** Its type in the target's own words; absent where it is refused. */
  readonly target?: string;
  /** The logical type it is over there, where that is another: `list(int32?)`. */
  readonly kept?: string;
  /** What is different over there and loses nothing. What is inside the column has its path before it. */
  readonly note?: string;
  /** Why it cannot be there, and what to use instead, with the path: `a.element.b: …`. */
  readonly refusal?: string;
}

/**
 * What each column of `schema` is in `target`, in order: what a plan prints, and what to look at before writing. A target
 * is a system of types: who writes to it may refuse more, as the catalog for Iceberg tables in Trino does with what Hive,
 * through which their files come in, cannot name. `RangeError` for a target there is not.
 */
export function describeMapping(
  schema: Schema,
  target: TargetName,
  options: MappingOptions = {},
): MappedColumn[] {
  if (!targetNames.includes(target)) {
    throw new RangeError(
      `There is no target ${JSON.stringify(target)}; there are ${targetNames.join(", ")}.`,
    );
  }
  const faults = faultsByColumn(schema.fields);
  return schema.fields.map((field, index) => {
    const type = typeText(field.type);
    const line = { column: field.name, type };
    const [fault, ...more] = faults[index] as string[];
    if (fault !== undefined) return { ...line, refusal: [fault, ...more].join("; ") };
    const nameFault = columnNameFault(target, field.name);
    const answer = targetType(target, field, options);
    if (nameFault !== undefined || answer.refusals !== undefined) {
      const ofName = nameFault === undefined ? [] : [{ path: [], text: nameFault }];
      return { ...line, refusal: sentence(field.name, [...ofName, ...(answer.refusals ?? [])]) };
    }
    const kept = typeText(answer.kept);
    return {
      ...line,
      target: answer.text,
      ...(kept === type ? {} : { kept }),
      ...(answer.notes.length === 0 ? {} : { note: sentence(field.name, answer.notes) }),
    };
  });
}

function sentence(column: string, remarks: readonly Remark[]): string {
  return remarks
    .map(({ path, text }) => (path.length === 0 ? text : `${pathText([column, ...path])}: ${text}`))
    .join("; ");
}
