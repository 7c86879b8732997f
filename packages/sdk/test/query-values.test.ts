import { int32, int64, list, map, string, struct, table } from "@sluice/sdk";
import type { QueryResult } from "@sluice/sdk/plugin";
import { expect, it } from "vitest";
import { plainRows, typedRows } from "../src/flow/query-rows.js";
import { codeOf } from "./packing.js";

const result = (names: readonly string[], ...rows: unknown[][]): QueryResult => ({
  columns: names.map((name) => ({ name, type: "any" })),
  rows: (async function* () {
    yield rows;
  })(),
});

it("neither of two columns of one name swallows the other", async () => {
  expect(await plainRows(result(["v", "v", "v_2", "w"], [1, 2, 3, 4]))).toEqual([
    { v: 1, v_2: 2, v_2_2: 3, w: 4 },
  ]);
});

it("wider values inside nested ones are taken where they fit", async () => {
  const { schema } = table({
    counts: list(int32({ nullable: true })),
    byName: map(string(), int32()),
    one: struct({ Id: int32(), name: string({ nullable: true }) }),
  });
  const row = [[1n, null], new Map([["a", 2n]]), { id: 3n, name: null }];
  expect(await typedRows(result(["counts", "byname", "one"], row), schema)).toEqual([
    { counts: [1, null], byName: new Map([["a", 2]]), one: { Id: 3, name: null } },
  ]);
  const wide = [[2n ** 40n], new Map(), { id: 3n, name: null }];
  expect(await codeOf(typedRows(result(["counts", "byName", "one"], wide), schema))).toBe(
    "VALUE_UNSUPPORTED",
  );
});

it("a struct without a field that is asked for is refused", async () => {
  const { schema } = table({ one: struct({ id: int64({ nullable: true }) }) });
  expect(await codeOf(typedRows(result(["one"], [{ idd: 1n }]), schema))).toBe("UNKNOWN_COLUMN");
});
