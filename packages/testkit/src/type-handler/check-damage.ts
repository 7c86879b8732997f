import assert from "node:assert/strict";
import { isSluiceError } from "@sluice/sdk";
import type { TypeHandler } from "@sluice/sdk/plugin";
import { differences } from "../differences.js";
import { countRows, decode, encode, fileOf, formOf, inspect } from "./made-file.js";
import { type MadeTable, madeTable, rowsIn } from "./made-table.js";
import { manyRows } from "./many-rows.js";
import type { HandlerCheck } from "./type-handler-suite.js";

export function checkDamage(check: HandlerCheck, openEnded: boolean): void {
  check("says FILE_CORRUPT of a file that was cut, and gives no rows for others", async (handler) => {
    const { table, bytes, rows } = await oneFile(handler);
    const lengths = new Map<number, number>();
    for (const length of lengthsBelow(bytes.length)) {
      const file = fileOf(bytes.subarray(0, length));
      const [decoded, inspected] = [await rowsOr(handler, file, table), await countOr(handler, file)];
      const what = `cut to ${length} of ${bytes.length} bytes`;
      if (decoded === "FILE_CORRUPT") {
        if (!openEnded) assert.equal(inspected, "FILE_CORRUPT", `${what}: inspect`);
        continue;
      }
      assert.ok(openEnded, `${what}: ${decoded.length} rows instead of FILE_CORRUPT`);
      assert.ok(decoded.length < rows, `${what}: ${decoded.length} rows of ${rows}`);
      assert.deepEqual(
        differences(table.rows.slice(0, decoded.length), decoded),
        [],
        `${what}: its first rows`,
      );
      assert.equal(inspected, decoded.length, `${what}: rows by inspect`);
      // Of two lengths with the same rows, one is in the middle of a row.
      const other = lengths.get(decoded.length);
      assert.equal(other, undefined, `${what}: the same ${decoded.length} rows as cut to ${other}`);
      lengths.set(decoded.length, length);
    }
  });

  check("says FILE_CORRUPT of a file with a changed byte, or gives all its rows", async (handler) => {
    const { table, bytes, rows } = await oneFile(handler);
    const step = Math.max(1, Math.floor(bytes.length / 150));
    for (let place = 0; place < bytes.length; place += step) {
      for (const mask of [0x01, 0xff]) {
        const changed = Uint8Array.from(bytes);
        changed[place] = (changed[place] ?? 0) ^ mask;
        const file = fileOf(changed);
        const what = `byte ${place} of ${bytes.length} changed by ${mask}`;
        const decoded = await verdict(
          async () => countRows(await decode(handler, file, table)),
          file.url,
          what,
        );
        if (decoded !== "FILE_CORRUPT") assert.equal(decoded, rows, `${what}: rows by decode`);
        await verdict(() => inspect(handler, file), file.url, what);
      }
    }
  });

  check("says FILE_CORRUPT of bytes that are something else", async (handler) => {
    const table = await madeTable(manyRows(100));
    for (const [what, bytes] of foreign()) {
      const file = fileOf(bytes);
      assert.equal(await rowsOr(handler, file, table, what), "FILE_CORRUPT", what);
      // A format that has no counts of its own cannot tell here.
      await countOr(handler, file, what);
    }
  });

  check("works on after files that were no good", async (handler) => {
    const { table, bytes, rows } = await oneFile(handler);
    await rowsOr(handler, fileOf(new Uint8Array(5000).fill(7)), table);
    assert.equal(countRows(await decode(handler, fileOf(bytes), table)), rows);
  });
}

type Corrupt = "FILE_CORRUPT";

async function oneFile(handler: TypeHandler): Promise<{ table: MadeTable; bytes: Uint8Array; rows: number }> {
  const table = await madeTable(manyRows(500), 200);
  const [file] = await encode(handler, formOf(table));
  assert.ok(file, "a table is at least one file");
  return { table, ...file };
}

/** Some lengths all over the file, and all of the last ones. */
function lengthsBelow(byteLength: number): number[] {
  const spread = Array.from({ length: 60 }, (_, index) => Math.floor((index * byteLength) / 60));
  const last = Array.from({ length: 60 }, (_, index) => byteLength - 1 - index);
  return [...new Set([...spread, 1, 4, 8, ...last])].filter((length) => length >= 0);
}

function foreign(): [what: string, bytes: Uint8Array][] {
  const noise = Uint8Array.from(
    { length: 4000 },
    (_, index) => (Math.imul(index + 1, 2_654_435_761) >>> 23) & 255,
  );
  return [
    ["one byte", Uint8Array.of(0)],
    ["zeros", new Uint8Array(4096)],
    ["noise", noise],
    ["a page of a proxy", Buffer.from("<!doctype html>\n<html><body>502 Bad Gateway</body></html>\n")],
    [
      "a picture",
      Buffer.from(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAA",
        "base64",
      ),
    ],
  ];
}

function rowsOr(
  handler: TypeHandler,
  file: ReturnType<typeof fileOf>,
  table: MadeTable,
  what = `${file.byteLength} bytes`,
): Promise<unknown[] | Corrupt> {
  return verdict(async () => rowsIn(await decode(handler, file, table), table), file.url, what);
}

function countOr(
  handler: TypeHandler,
  file: ReturnType<typeof fileOf>,
  what = `${file.byteLength} bytes`,
): Promise<number | Corrupt> {
  return verdict(() => inspect(handler, file), file.url, what);
}

/** What `read` gives, or that it says `FILE_CORRUPT` and which file. Any other error fails. */
async function verdict<Result>(
  read: () => Promise<Result>,
  url: string,
  what: string,
): Promise<Result | Corrupt> {
  try {
    return await read();
  } catch (error) {
    assert.ok(isSluiceError(error, "FILE_CORRUPT"), `${what}: expected FILE_CORRUPT, got ${String(error)}`);
    assert.ok(error.message.includes(url), `${what}: the error names the file: ${error.message}`);
    return "FILE_CORRUPT";
  }
}
