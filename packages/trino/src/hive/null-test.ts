import type { Field, LogicalType, Member } from "@sluice/type-mapping";
import { quotedName } from "@sluice/type-mapping";

/** SQL that is true where a value has a null, at whatever depth, that its type does not allow; nothing where it allows all. */
export function nullTest(field: Field, value: string): string | undefined {
  return memberTest(field, value, 0);
}

function memberTest({ type, nullable }: Member, value: string, depth: number): string | undefined {
  const inside = insideTest(type, value, depth);
  if (nullable) return inside === undefined ? undefined : `(${value} IS NOT NULL AND ${inside})`;
  return inside === undefined ? `${value} IS NULL` : `(${value} IS NULL OR ${inside})`;
}

function insideTest(type: LogicalType, value: string, depth: number): string | undefined {
  const x = `n${depth}`;
  switch (type.id) {
    case "list": {
      const test = memberTest(type.element, x, depth + 1);
      return test && `any_match(${value}, ${x} -> ${test})`;
    }
    case "map": {
      const tests = [
        anyOf(`map_keys(${value})`, x, memberTest({ ...type.key, nullable: true }, x, depth + 1)),
        anyOf(`map_values(${value})`, x, memberTest(type.value, x, depth + 1)),
      ].filter((test) => test !== undefined);
      return either(tests);
    }
    case "struct":
      return either(
        type.fields
          .map((field) => memberTest(field, `${value}.${quotedName(field.name)}`, depth))
          .filter((test) => test !== undefined),
      );
    default:
      return undefined;
  }
}

function anyOf(list: string, x: string, test: string | undefined): string | undefined {
  return test && `any_match(${list}, ${x} -> ${test})`;
}

function either(tests: readonly string[]): string | undefined {
  return tests.length === 0 ? undefined : `(${tests.join(" OR ")})`;
}
