import { connectStack } from "@sluice/testkit/stack";
import { parseTypeText, printTypeText, type StatementClient, statementClient } from "@sluice/trino/client";
import {
  type LogicalType,
  mapType,
  parseTrinoType,
  trinoLiteral,
  trinoTypes,
  typeText,
} from "@sluice/type-mapping";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { allNullable, anyType } from "../../type-mapping/test/any-type.js";
import { anyPair } from "../../type-mapping/test/any-value.js";
import { comparable, meaningOfJson } from "../../type-mapping/test/comparable.js";
import { edges } from "../../type-mapping/test/edges.js";

let stack: Awaited<ReturnType<typeof connectStack>>;
let client: StatementClient;
beforeAll(async () => {
  stack = await connectStack();
  client = statementClient({ server: stack.trino.url, user: "trino", deadlineMillis: 120_000 });
});
afterAll(() => stack?.stop());

type Pair = readonly [type: LogicalType, value: unknown];

// Trino takes 1,000,000 characters of SQL.
const maximumText = 400_000;
const perSelect = 500;

/** As many pairs as one SELECT takes at a time. */
function* selects(pairs: readonly Pair[]): Generator<{ pairs: Pair[]; literals: string[] }> {
  let [taken, literals, length]: [Pair[], string[], number] = [[], [], 0];
  for (const pair of pairs) {
    const literal = trinoLiteral(...pair);
    if (taken.length === perSelect || length + literal.length > maximumText) {
      yield { pairs: taken, literals };
      [taken, literals, length] = [[], [], 0];
    }
    taken.push(pair);
    literals.push(literal);
    length += literal.length;
  }
  if (taken.length > 0) yield { pairs: taken, literals };
}

async function expectExact(all: readonly Pair[]): Promise<void> {
  for (const { pairs, literals } of selects(all)) {
    const { columns, rows } = await client.run(`SELECT ${literals.join(",\n")}`);
    for (const [at, [type, value]] of pairs.entries()) {
      const found = columns[at]!.type;
      expect(found).toBe(printTypeText(parseTypeText(mapType(trinoTypes, type))));
      expect(parseTrinoType(found)).toEqual(allNullable(type));
      const read = comparable(type, rows[0]![at], meaningOfJson);
      expect(read, `${typeText(type)} ${literals[at]}`).toEqual(comparable(type, value, meaningOfJson));
    }
  }
}

describe("literals that a real Trino reads back", () => {
  it("have their type and value at the ends of every type, and as nulls", async () => {
    await expectExact(edges.flatMap(([type, values]) => values.map((value): Pair => [type, value])));
    await expectExact(edges.map(([type]): Pair => [type, null]));
  });

  it("have their type and value: 10,000 of any type", { timeout: 600_000 }, async () => {
    const batch = fc.array(anyPair(anyType({ depth: 2 })), { minLength: perSelect, maxLength: perSelect });
    await fc.assert(fc.asyncProperty(batch, expectExact), { numRuns: 20, endOnFailure: true });
  });
});
