import assert from "node:assert/strict";
import { SluiceError } from "@sluice/sdk";
import { rejectsWith } from "../expect-error.js";
import {
  countFileRows,
  countRows,
  decode,
  encode,
  fileOf,
  formOf,
  inspect,
  type MadeFile,
} from "./made-file.js";
import { madeTable } from "./made-table.js";
import { manyRows } from "./many-rows.js";
import type { HandlerCheck } from "./type-handler-suite.js";

/** Sources and files end with `ABORTED` when the signal says so, as those of the core do. */
export function checkAbort(check: HandlerCheck): void {
  check("does nothing for a signal that is aborted already", async (handler) => {
    const signal = AbortSignal.abort();
    const table = await madeTable(manyRows(100));
    const [made] = await encode(handler, formOf(table));
    assert.ok(made);
    async function* source() {
      await aborted(signal);
      yield* table.batches;
    }
    const finished: MadeFile[] = [];
    const form = { schema: table.schema, batches: source() };
    await rejectsWith("ABORTED", encode(handler, form, signal, finished), "encode");
    assert.equal(finished.length, 0, "no file is finished");
    const file = fileOf(made.bytes, () => aborted(signal));
    await rejectsWith("ABORTED", decode(handler, file, table, { signal }), "decode");
    await rejectsWith("ABORTED", inspect(handler, file, signal), "inspect");
  });

  check("listens to the signal itself, also where source and file do not", async (handler) => {
    const table = await madeTable(manyRows(100));
    const [made] = await encode(handler, formOf(table));
    assert.ok(made);
    for (const when of ["before", "on the way"] as const) {
      const controller = new AbortController();
      const { signal } = controller;
      const abort = async (): Promise<void> => controller.abort();
      if (when === "before") await abort();
      async function* source() {
        yield* table.batches;
        await abort();
        yield* table.batches;
      }
      const finished: MadeFile[] = [];
      const form = { schema: table.schema, batches: source() };
      await rejectsWith("ABORTED", encode(handler, form, signal, finished), `encode, ${when}`);
      assert.ok(countFileRows(finished) < 200, "the file was finished");
    }
    for (const read of ["decode", "inspect"] as const) {
      for (const when of ["before", "on the way"] as const) {
        const controller = new AbortController();
        const { signal } = controller;
        if (when === "before") controller.abort();
        const file = fileOf(made.bytes, async () => controller.abort());
        const reading =
          read === "decode" ? decode(handler, file, table, { signal }) : inspect(handler, file, signal);
        await rejectsWith("ABORTED", reading, `${read}, ${when}`);
      }
    }
  });

  check("finishes no file when it is aborted on the way, and works on", async (handler) => {
    const controller = new AbortController();
    const { signal } = controller;
    const table = await madeTable(manyRows(100));
    async function* source() {
      yield* table.batches;
      setTimeout(() => controller.abort(), 20);
      await aborted(signal);
    }
    const finished: MadeFile[] = [];
    const form = { schema: table.schema, batches: source() };
    await rejectsWith("ABORTED", encode(handler, form, signal, finished), "encode");
    assert.ok(countFileRows(finished) < 100, "the file was finished");
    assert.equal(countFileRows(await encode(handler, formOf(table))), 100);
  });

  check("ends reading when it is aborted on the way, and works on", async (handler) => {
    const table = await madeTable(manyRows(100));
    const [made] = await encode(handler, formOf(table));
    assert.ok(made);
    for (const read of ["decode", "inspect"] as const) {
      const controller = new AbortController();
      const { signal } = controller;
      const file = fileOf(made.bytes, () => {
        setTimeout(() => controller.abort(), 20);
        return aborted(signal);
      });
      const reading =
        read === "decode" ? decode(handler, file, table, { signal }) : inspect(handler, file, signal);
      await rejectsWith("ABORTED", reading, read);
    }
    assert.equal(countRows(await decode(handler, fileOf(made.bytes), table)), made.rows);
  });
}

/** Waits until the signal says so and throws `ABORTED`. */
async function aborted(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) {
    await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
  }
  throw new SluiceError("ABORTED", { message: "Aborted by the caller.", details: {}, cause: signal.reason });
}
