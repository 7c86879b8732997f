import { type Field, type LogicalType, type Member, mergeSchemas, typesEqual } from "@sluice/type-mapping";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { anySchema, changedSchema } from "./any-schema.js";

const runs = { numRuns: 10_000 };

describe("merging any schemas", () => {
  it("with itself changes nothing under any policy", () => {
    fc.assert(
      fc.property(anySchema, fc.constantFrom("strict", "additive", "replace"), (schema, policy) => {
        expect(mergeSchemas(schema, schema, policy as "strict")).toEqual({
          schema,
          changes: [],
          refused: [],
        });
      }),
      runs,
    );
  }, 120_000);

  it("by replacing gives the new one, and no differences only where there are none", () => {
    fc.assert(
      fc.property(changedSchema, ([old, next]) => {
        const merged = mergeSchemas(old, next, "replace");
        expect(merged.schema).toEqual(next);
        expect(merged.changes.length === 0).toBe(same(old, next));
        const strict = mergeSchemas(old, next, "strict");
        expect([...strict.changes, ...strict.refused].map(({ text }) => text).sort()).toEqual(
          merged.changes.map(({ text }) => text).sort(),
        );
      }),
      runs,
    );
  }, 120_000);

  it("by adding takes the rows of both", () => {
    let merges = 0;
    fc.assert(
      fc.property(changedSchema, ([old, next]) => {
        const { schema, changes, refused } = mergeSchemas(old, next, "additive");
        expect(schema === undefined).toBe(refused.length > 0);
        if (holdsFields(next.fields, old.fields)) expect(refused).toEqual([]);
        if (schema === undefined) return;
        merges++;
        expect(holdsFields(schema.fields, old.fields)).toBe(true);
        expect(holdsFields(schema.fields, next.fields)).toBe(true);
        const names = schema.fields.map(({ name }) => name);
        expect(names.slice(0, old.fields.length)).toEqual(old.fields.map(({ name }) => name));
        const kinds = new Set(changes.map(({ kind }) => kind));
        for (const kind of ["dropped", "moved", "retyped", "made-required"] as const) {
          expect(kinds).not.toContain(kind);
        }
        expect(mergeSchemas(schema, next, "additive")).toEqual({ schema, changes: [], refused: [] });
      }),
      runs,
    );
    expect(merges).toBeGreaterThan(1_000);
  }, 120_000);
});

function same(left: unknown, right: unknown): boolean {
  try {
    expect(left).toEqual(right);
    return true;
  } catch {
    return false;
  }
}

const ranks: readonly LogicalType["id"][] = ["int8", "int16", "int32", "int64"];

/** Whether `wide` takes every row of `narrow`. */
function holdsFields(wide: readonly Field[], narrow: readonly Field[]): boolean {
  const given = new Map(narrow.map((field) => [field.name, field]));
  const names = new Set(wide.map(({ name }) => name));
  return (
    narrow.every(({ name }) => names.has(name)) &&
    wide.every((field) => {
      const other = given.get(field.name);
      return other === undefined ? field.nullable : holds(field, other);
    })
  );
}

function holds(wide: Member, narrow: Member): boolean {
  if (narrow.nullable && !wide.nullable) return false;
  const [to, from] = [wide.type, narrow.type];
  if (to.id === "list" && from.id === "list") return holds(to.element, from.element);
  if (to.id === "map" && from.id === "map") {
    return typesEqual(to.key.type, from.key.type) && holds(to.value, from.value);
  }
  if (to.id === "struct" && from.id === "struct") return holdsFields(to.fields, from.fields);
  if (to.id === "decimal" && from.id === "decimal") {
    return to.scale === from.scale && to.precision >= from.precision;
  }
  if (to.id === "float64" && from.id === "float32") return true;
  if (ranks.includes(to.id) && ranks.includes(from.id)) return ranks.indexOf(to.id) >= ranks.indexOf(from.id);
  return typesEqual(to, from);
}
