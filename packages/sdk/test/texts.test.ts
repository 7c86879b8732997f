import { isSluiceError, string, table } from "@sluice/sdk";
import { describe, expect, it } from "vitest";
import { failure, packed } from "./packing.js";

const { schema } = table({ text: string({ nullable: true }) });
const ascii = "a text of some length";

/** Texts as rows, some hundreds of which are packed at once. */
const rowsOf = (texts: readonly (string | null)[]): object[] => texts.map((text) => ({ text }));

describe("texts that are packed at once", () => {
  it.each([
    ["are ASCII", (index: number) => `${ascii} ${index}`],
    ["are short", (index: number) => String(index)],
    ["are long", (index: number) => "x".repeat(index)],
    ["have a null between them", (index: number) => (index === 100 ? null : ascii)],
    ["have other characters between them", (index: number) => (index % 7 === 0 ? `${ascii} é€😀` : ascii)],
    ["are other characters", (index: number) => "😀".repeat(index % 40)],
    ["are empty, some of them", (index: number) => (index % 2 === 0 ? "" : `${ascii}${ascii}`)],
  ])("come back when they %s", async (_, textOf) => {
    const rows = rowsOf(Array.from({ length: 700 }, (_value, index) => textOf(index)));
    expect(await packed(schema, rows)).toEqual(rows);
  });

  it("are refused by row where two of them have half a character each", async () => {
    const texts = Array.from({ length: 300 }, () => ascii);
    texts[270] = `${ascii}\ud83d`;
    texts[271] = `\ude00${ascii}`;
    const error = await failure(packed(schema, rowsOf(texts)));
    expect(isSluiceError(error, "VALUE_UNSUPPORTED") && error.details).toMatchObject({
      row: 270,
      column: "text",
    });
  });
});
