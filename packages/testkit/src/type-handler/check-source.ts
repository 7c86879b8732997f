import assert from "node:assert/strict";
import { setTimeout } from "node:timers/promises";
import { int32 } from "@sluice/sdk";
import type { TableForm, TypeHandler } from "@sluice/sdk/plugin";
import { errorOf } from "../expect-error.js";
import { countFileRows, encode, type MadeFile } from "./made-file.js";
import { assetKey, type MadeTable, madeTable } from "./made-table.js";
import { manyRows } from "./many-rows.js";
import type { HandlerCheck } from "./type-handler-suite.js";

const batchRows = 65_536;
/** Long enough for a handler to take what it takes on its own. */
const pauseMillis = 100;

export function checkSource(check: HandlerCheck, rowsAhead: number): void {
  check(`takes at most ${rowsAhead} rows between one piece of a file and the next`, async (handler) => {
    const rows = Array.from({ length: batchRows }, (_, id) => ({ id }));
    const table = await madeTable({ columns: { id: int32() }, rows });
    const source = repeated(table, Math.ceil(rowsAhead / batchRows) + 4);
    for await (const gap of gaps(handler, source)) {
      assert.ok(gap <= rowsAhead, `${gap} rows were taken before the next bytes were given`);
    }
  });

  check("reads the source to its end", async (handler) => {
    const source = repeated(await madeTable(manyRows(10)), 3);
    await encode(handler, source.form);
    assert.ok(source.ended(), "the source was left before its end");
  });

  for (const [when, count] of [
    ["before the first row", 0],
    ["after some rows", 1],
    ["after very many rows", 40],
  ] as const) {
    check(`passes on an error of the source ${when}, and finishes no file`, async (handler) => {
      const table = await madeTable(manyRows(count === 1 ? 10 : 5000));
      const failure = new Error("the source ended early");
      const source = repeated(table, count, failure);
      const finished: MadeFile[] = [];
      const encoding = encode(handler, source.form, undefined, finished);
      const error = await errorOf(encoding, "the error of the source was swallowed");
      assert.equal(error, failure, `the error of the source became ${String(error)}`);
      // A handler of small files may have whole ones by then.
      const rows = countFileRows(finished);
      assert.ok(
        finished.length === 0 || rows < source.taken(),
        `${finished.length} files with all ${rows} rows before the error were finished`,
      );
    });
  }
}

interface Source {
  readonly form: TableForm;
  /** Rows taken so far. */
  taken(): number;
  ended(): boolean;
}

/** The batches of the table so many times over, and then the end or `failure`. */
function repeated({ schema, batches }: MadeTable, times: number, failure?: Error): Source {
  let taken = 0;
  let ended = false;
  async function* source() {
    for (let time = 0; time < times; time++) {
      for (const batch of batches) {
        taken += batch.numRows;
        yield batch;
      }
    }
    if (failure) throw failure;
    ended = true;
  }
  return { form: { schema, batches: source() }, taken: () => taken, ended: () => ended };
}

/** Encodes, with a rest after each of the first pieces, and tells how many rows were taken for each one. */
async function* gaps(handler: TypeHandler, source: Source): AsyncGenerator<number> {
  let before = 0;
  let pieces = 0;
  const gap = () => {
    const rows = source.taken() - before;
    before = source.taken();
    return rows;
  };
  for await (const { body } of handler.encode(source.form, { asset: assetKey, write: "01suite" })) {
    for await (const _ of body) {
      if (pieces++ < 3) await setTimeout(pauseMillis);
      yield gap();
    }
    yield gap();
  }
}
