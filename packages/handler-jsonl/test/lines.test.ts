import { int64, string, table } from "@sluice/sdk";
import { type StoredFile, selectFields, unpacker } from "@sluice/sdk/plugin";
import { describe, expect, it } from "vitest";
import { jsonl } from "../src/index.js";
import { stored } from "./stored.js";

const { schema } = table({ id: int64(), text: string({ nullable: true }) });

async function rowsOf(file: StoredFile, columns?: readonly string[]): Promise<unknown[]> {
  const wanted = columns === undefined ? schema : selectFields(schema, columns);
  const rows: unknown[] = [];
  for await (const batch of jsonl().decode(file, { asset: "a", schema, ...(columns && { columns }) })) {
    rows.push(...unpacker(wanted)(batch));
  }
  return rows;
}

describe("a file of lines", () => {
  it("is read a megabyte at a time, whatever falls on the cut", async () => {
    const texts = Array.from({ length: 3000 }, (_, id) => `${"ü🛫".repeat(150)}${id}`);
    const content = texts.map((text, id) => `${JSON.stringify({ id, text })}\n`).join("");
    const reads: number[] = [];
    const file = stored(content, (start, end) => reads.push(end - start));
    expect(await rowsOf(file)).toEqual(texts.map((text, id) => ({ id: BigInt(id), text })));
    expect(reads.length).toBeGreaterThan(2);
    expect(Math.max(...reads)).toBeLessThanOrEqual(1024 * 1024);
    expect(await jsonl().inspect(stored(content), {})).toEqual({ rows: 3000 });
  });

  it("may have a line longer than what is read at once", async () => {
    const text = "x".repeat(3 * 1024 * 1024 + 17);
    const content = `${JSON.stringify({ id: 1, text })}\n${JSON.stringify({ id: 2, text: "y" })}\n`;
    expect(await rowsOf(stored(content))).toEqual([
      { id: 1n, text },
      { id: 2n, text: "y" },
    ]);
  });

  it("gives the columns that are wanted, in their order", async () => {
    expect(await rowsOf(stored('{"id":1,"text":"a"}\n'), ["text"])).toEqual([{ text: "a" }]);
    expect(await rowsOf(stored('{"id":1,"text":"a"}\n'), ["text", "id"])).toEqual([{ text: "a", id: 1n }]);
  });

  it("without rows is an empty file", async () => {
    expect(await rowsOf(stored(""))).toEqual([]);
    expect(await jsonl().inspect(stored(""), {})).toEqual({ rows: 0 });
  });
});

describe("a file that was changed", () => {
  it.each([
    ["ends inside a line", '{"id":1}\n{"id":2'],
    ["lacks the last line's end", '{"id":1}\n{"id":2}'],
    ["has a line that is not JSON", '{"id":1}\n{"id"\n'],
    ["has an empty line", '{"id":1}\n\n'],
    ["has a line that is no object", "null\n"],
    ["has a line that is a list", "[1]\n"],
    ["has a text that is no integer", '{"id":"one"}\n'],
    ["has an integer that lost its digits", '{"id":9007199254740993}\n'],
    ["has a row without a required column", '{"text":"a"}\n'],
    ["has a number where text belongs", '{"id":1,"text":2}\n'],
  ])("%s: FILE_CORRUPT", async (_name, content) => {
    await expect(rowsOf(stored(content))).rejects.toMatchObject({
      code: "FILE_CORRUPT",
      details: { file: "a/part-00000.jsonl" },
    });
  });

  it("ends inside a line: its rows are not counted", async () => {
    await expect(jsonl().inspect(stored('{"id":1}\n{"id":2'), {})).rejects.toMatchObject({
      code: "FILE_CORRUPT",
    });
  });
});
