import assert from "node:assert/strict";
import { isSluiceError, type LogicalType } from "@sluice/sdk";
import type { TypeHandler } from "@sluice/sdk/plugin";
import { allTypes } from "../all-types/all-types.js";
import type { DataSet } from "../data-set.js";
import { errorOf } from "../expect-error.js";
import { columnNamed, fieldNamed, hostileNames } from "../hostile-names.js";
import { sameAs } from "../same-as.js";
import { decode, encode, fileOf, formOf, type MadeFile } from "./made-file.js";
import { holdsType, type MadeTable, madeTable, rowsIn, withColumns } from "./made-table.js";
import { roundTrip } from "./round-trip.js";
import type { HandlerCheck } from "./type-handler-suite.js";

/** Rows in a batch, so that columns are cut in the middle of what they hold. */
const batchRows = 7;

export function checkValues(check: HandlerCheck, lacks: readonly LogicalType["id"][]): void {
  const kept = columnsWithout(lacks);

  check("gives back every type as it was, whatever its values", async (handler) => {
    await roundTrip(handler, await madeTable(withColumns(allTypes, kept), batchRows), "all types");
  });

  check("gives back columns in which there is no value", async (handler) => {
    const names = kept.filter((name) => name === "id" || allTypes.columns[name]?.nullable);
    const nulls = Object.fromEntries(names.map((name) => [name, null]));
    const rows = Array.from({ length: 10 }, (_, id) => ({ ...nulls, id }));
    const { columns } = withColumns(allTypes, names);
    await roundTrip(handler, await madeTable({ columns, rows }, batchRows), "nulls alone");
  });

  check("takes parts of batches", async (handler) => {
    const table = await madeTable(withColumns(allTypes, kept));
    const parts = table.batches.flatMap((batch) => [
      batch.slice(3, 11),
      batch.slice(11, 11),
      batch.slice(12, batch.numRows),
    ]);
    const rows = [...table.rows.slice(3, 11), ...table.rows.slice(12)];
    await roundTrip(handler, { ...table, rows, batches: parts }, "parts of batches");
  });

  check("keeps names of columns as they are, or refuses them", async (handler) => {
    for (const name of hostileNames) await keptOrRefused(handler, columnNamed(name), name);
  });

  if (!lacks.includes("struct") && !lacks.includes("list")) {
    check("keeps names of fields as they are, or refuses them", async (handler) => {
      for (const name of hostileNames) await keptOrRefused(handler, fieldNamed(name), name);
    });
  }

  for (const id of lacks) {
    check(`refuses ${id}, which it lacks, also inside of others`, async (handler) => {
      for (const name of columnsWith(id)) {
        const table = await madeTable(withColumns(allTypes, [name]));
        const finished: MadeFile[] = [];
        const encoding = encode(handler, formOf(table), undefined, finished);
        const error = await errorOf(encoding, `${name}: what it lacks was taken`);
        assert.ok(isSluiceError(error, "CAPABILITY_MISSING"), `${name}: got ${String(error)}`);
        assert.equal(finished.length, 0, `${name}: no file is finished`);
      }
    });
  }
}

async function keptOrRefused(handler: TypeHandler, data: DataSet, name: string): Promise<void> {
  const table: MadeTable = await madeTable(data);
  let files: MadeFile[];
  try {
    files = await encode(handler, formOf(table));
  } catch (error) {
    assert.ok(isSluiceError(error), `${JSON.stringify(name)} is refused with ${String(error)}`);
    return;
  }
  const what = `a table with the name ${JSON.stringify(name)}`;
  const rows: unknown[] = [];
  try {
    for (const { bytes } of files) rows.push(...rowsIn(await decode(handler, fileOf(bytes), table), table));
  } catch (error) {
    assert.fail(`${what} was taken, and then: ${String(error)}`);
  }
  sameAs(rows, table.rows, what);
}

function columnsWith(id: LogicalType["id"]): string[] {
  return Object.entries(allTypes.columns).flatMap(([name, { type }]) => (holdsType(type, id) ? [name] : []));
}

function columnsWithout(ids: readonly LogicalType["id"][]): string[] {
  const lost = new Set(ids.flatMap(columnsWith));
  return Object.keys(allTypes.columns).filter((name) => !lost.has(name));
}
