import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { TrinoType } from "../src/client/trino-type.js";
import { readTypeSignature, type TypeSignature } from "../src/client/type-signature.js";
import { parseTypeText, printTypeText } from "../src/client/type-text.js";

const scalar = (name: string, ...parameters: number[]): TrinoType => ({ kind: "scalar", name, parameters });

describe("parseTypeText", () => {
  const cases: [string, TrinoType][] = [
    ["bigint", scalar("bigint")],
    ["decimal(10,2)", scalar("decimal", 10, 2)],
    ["decimal(38, 0)", scalar("decimal", 38, 0)],
    ["char(3)", scalar("char", 3)],
    ["timestamp(6)", scalar("timestamp", 6)],
    ["timestamp(6) with time zone", scalar("timestamp with time zone", 6)],
    ["timestamp with time zone", scalar("timestamp with time zone")],
    ["time(3) with time zone", scalar("time with time zone", 3)],
    ["interval day to second", scalar("interval day to second")],
    ["HyperLogLog", scalar("HyperLogLog")],
    ["qdigest(bigint)", { kind: "scalar", name: "qdigest", parameters: [scalar("bigint")] }],
    [
      "array(array(timestamp(9)))",
      { kind: "array", element: { kind: "array", element: scalar("timestamp", 9) } },
    ],
    [
      'row("a b" decimal(10,2), m map(varchar, array(timestamp(6))))',
      {
        kind: "row",
        fields: [
          { name: "a b", type: scalar("decimal", 10, 2) },
          {
            name: "m",
            type: {
              kind: "map",
              key: scalar("varchar"),
              value: { kind: "array", element: scalar("timestamp", 6) },
            },
          },
        ],
      },
    ],
    [
      "row(integer, varchar(1))",
      { kind: "row", fields: [{ type: scalar("integer") }, { type: scalar("varchar", 1) }] },
    ],
    [
      "row(timestamp(3) with time zone)",
      { kind: "row", fields: [{ type: scalar("timestamp with time zone", 3) }] },
    ],
    [
      "row(time time(3) with time zone)",
      { kind: "row", fields: [{ name: "time", type: scalar("time with time zone", 3) }] },
    ],
    [
      "row(interval interval day to second)",
      { kind: "row", fields: [{ name: "interval", type: scalar("interval day to second") }] },
    ],
    [
      "row(row row(x bigint))",
      {
        kind: "row",
        fields: [{ name: "row", type: { kind: "row", fields: [{ name: "x", type: scalar("bigint") }] } }],
      },
    ],
    [
      'row("say ""hi"", (x)" bigint)',
      { kind: "row", fields: [{ name: 'say "hi", (x)', type: scalar("bigint") }] },
    ],
  ];
  for (const [text, tree] of cases) {
    it(text, () => expect(parseTypeText(text)).toEqual(tree));
  }

  for (const text of [
    "",
    "row(",
    "row()",
    "array(bigint",
    "map(varchar)",
    "decimal(1,2))",
    'row("a bigint)',
    "bigint bigint",
    "row(a b bigint)",
  ]) {
    it(`refuses ${JSON.stringify(text)}`, () => expect(() => parseTypeText(text)).toThrow(SyntaxError));
  }

  const leaf: fc.Arbitrary<TrinoType> = fc.oneof(
    fc
      .constantFrom(
        "bigint",
        "varchar",
        "boolean",
        "json",
        "uuid",
        "interval day to second",
        "timestamp with time zone",
      )
      .map((name) => scalar(name)),
    fc
      .tuple(
        fc.constantFrom("timestamp", "time", "timestamp with time zone", "time with time zone"),
        fc.nat(12),
      )
      .map(([name, p]) => scalar(name, p)),
    fc.tuple(fc.nat(38), fc.nat(38)).map(([p, s]) => scalar("decimal", p, s)),
    fc.nat(99).map((length) => scalar("char", length)),
  );
  const fieldName = fc.oneof(
    fc.string({ unit: "grapheme" }),
    fc.constantFrom("time", "timestamp", "row", "array", "interval", 'a"b', "with", ""),
  );
  const { type } = fc.letrec<{ type: TrinoType }>((tie) => ({
    type: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      leaf,
      tie("type").map((element): TrinoType => ({ kind: "array", element })),
      fc.tuple(tie("type"), tie("type")).map(([key, value]): TrinoType => ({ kind: "map", key, value })),
      fc
        .array(fc.record({ name: fieldName, type: tie("type") }, { requiredKeys: ["type"] }), {
          minLength: 1,
          maxLength: 4,
        })
        .map((fields): TrinoType => ({ kind: "row", fields })),
    ),
  }));

  it("reads back every printed type", () => {
    fc.assert(
      fc.property(type, (tree) => {
        expect(parseTypeText(printTypeText(tree))).toEqual(tree);
      }),
      { numRuns: 10_000 },
    );
  });

  it("agrees with the signature of the type", () => {
    fc.assert(
      fc.property(type, (tree) => {
        expect(readTypeSignature(signatureOf(tree))).toEqual(tree);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe("readTypeSignature", () => {
  it("reads the names old servers use", () => {
    const signature = {
      rawType: "row",
      arguments: [
        {
          kind: "NAMED_TYPE_SIGNATURE",
          value: {
            fieldName: { name: "a b, (c" },
            typeSignature: {
              rawType: "array",
              arguments: [
                {
                  kind: "TYPE_SIGNATURE",
                  value: {
                    rawType: "decimal",
                    arguments: [
                      { kind: "LONG_LITERAL", value: 38 },
                      { kind: "LONG_LITERAL", value: 0 },
                    ],
                  },
                },
              ],
            },
          },
        },
      ],
    };
    expect(printTypeText(readTypeSignature(signature))).toBe('row("a b, (c" array(decimal(38,0)))');
  });
});

/** As the server writes it. */
function signatureOf(type: TrinoType): TypeSignature {
  const of = (one: TrinoType) => ({ kind: "TYPE", value: signatureOf(one) });
  switch (type.kind) {
    case "array":
      return { rawType: "array", arguments: [of(type.element)] };
    case "map":
      return { rawType: "map", arguments: [of(type.key), of(type.value)] };
    case "row":
      return {
        rawType: "row",
        arguments: type.fields.map(({ name, type }) => ({
          kind: "NAMED_TYPE",
          value: { ...(name !== undefined && { fieldName: { name } }), typeSignature: signatureOf(type) },
        })),
      };
    case "scalar":
      return {
        rawType: type.name,
        arguments: type.parameters.map((one) =>
          typeof one === "number" ? { kind: "LONG", value: one } : of(one),
        ),
      };
  }
}
