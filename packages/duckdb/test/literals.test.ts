import {
  duckdbLiteral,
  duckdbTypes,
  type LogicalType,
  mapType,
  parseDuckdbType,
  typeText,
} from "@sluice/type-mapping";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { anyType } from "../../type-mapping/test/any-type.js";
import { anyPair } from "../../type-mapping/test/any-value.js";
import { comparable } from "../../type-mapping/test/comparable.js";
import { edges } from "../../type-mapping/test/edges.js";
import { Engine } from "../src/engine.js";

const engine = new Engine(":memory:");
afterAll(() => engine.close());

type Pair = readonly [type: LogicalType, value: unknown];

async function select(expressions: readonly string[]): Promise<readonly unknown[]> {
  const { rows } = await engine.query(
    `SELECT ${expressions.map((sql, at) => `${sql} AS c${at}`).join(",\n")}`,
  );
  const pages = [];
  for await (const page of rows) pages.push(...page);
  return pages[0]!;
}

async function expectExact(pairs: readonly Pair[]): Promise<void> {
  const literals = pairs.map(([type, value]) => duckdbLiteral(type, value));
  const found = await select(literals.flatMap((literal) => [literal, `typeof(${literal})`]));
  for (const [at, [type, value]] of pairs.entries()) {
    expect(comparable(type, found[at * 2]), typeText(type)).toEqual(comparable(type, value));
    const readType = parseDuckdbType(found[at * 2 + 1] as string);
    expect(readType).toEqual(parseDuckdbType(mapType(duckdbTypes, type)));
  }
}

describe("literals that DuckDB reads back", () => {
  it("have their type and value: 10,000 of any type", { timeout: 300_000 }, async () => {
    const batch = fc.array(anyPair(anyType({ depth: 2 })), { minLength: 100, maxLength: 100 });
    await fc.assert(fc.asyncProperty(batch, expectExact), { numRuns: 100, endOnFailure: true });
  });

  it("have their type and value at the ends of every type, and as nulls", async () => {
    await expectExact(edges.flatMap(([type, values]) => values.map((value): Pair => [type, value])));
    await expectExact(edges.map(([type]): Pair => [type, null]));
  });
});
