import assert from "node:assert/strict";
import { isSluiceError, sql } from "@sluice/sdk";
import type { SqlStatement } from "@sluice/sdk/plugin";
import { errorOf, rejectsWith } from "../expect-error.js";
import { sameAs } from "../same-as.js";
import { flatAsset, regionsAsset, rowsOf, rowsWith } from "./assets.js";
import type { Bench } from "./bench.js";
import type { CatalogCheck } from "./catalog-suite.js";

export function checkQuery(check: CatalogCheck): void {
  const checkSql = (name: string, body: (bench: Bench, key: string) => Promise<void>) => {
    check(`${name}, where it runs SQL`, async (bench, key) => {
      if (bench.catalog.capabilities.query) await body(bench, key);
      else await rejectsWith("CAPABILITY_MISSING", bench.io.query(sql`SELECT 1`), "a query");
    });
  };

  checkSql("rounds no value of a query", async (bench, key) => {
    const asset = flatAsset(key);
    await bench.store(asset, rowsWith(1, 2));
    const rows = await bench.query(sql`SELECT id, name, total, made FROM ${asset} ORDER BY id`);
    const plain = rows.map(([id, name, total, made]) => [id, name, total, String(made).replace(" ", "T")]);
    sameAs(
      plain,
      rowsWith(1, 2).map(({ id, name, total, made }) => [id, name, total, made]),
      "64-bit integers are bigint, decimals and instants are text",
    );
  });

  checkSql("takes values and names into a statement as they are", async (bench, key) => {
    const asset = flatAsset(key);
    const rows = rowsWith(1, 2, 3);
    await bench.store(asset, rows);
    for (const { id, name, total } of rows) {
      const named = name === null ? sql`name IS NULL` : sql`name = ${String(name)}`;
      const statement = sql`SELECT id FROM ${asset} WHERE ${named} AND id = ${id as bigint} AND total = CAST(${String(total)} AS decimal(38, 10))`;
      sameAs(await bench.query(statement), [[id]], `where the name is ${String(name)}`);
    }
    const quoted = sql`SELECT id AS ${sql.identifier('odd "name"')} FROM ${asset} WHERE id = ${rows[0]?.id as bigint}`;
    sameAs(await bench.query(quoted), [[rows[0]?.id]], "a name with quotes");
  });

  checkSql("finds an asset under its name, or refuses the name", async (bench, key) => {
    for (const each of [`${key}/order`, `${key}/Select`, `${key}/with-dash`, `${key}/1st`, `${key}/1`]) {
      const asset = flatAsset(each);
      const stored = await bench.store(asset, rowsWith(1)).catch((error: unknown) => {
        if (isSluiceError(error, "ASSET_INVALID")) return undefined;
        throw error;
      });
      if (stored === undefined) {
        await rejectsWith("ASSET_NOT_FOUND", bench.io.load(asset), "a refused asset");
        continue;
      }
      const { relation } = stored;
      sameAs(await bench.query(sql`SELECT count(*) FROM ${asset}`), [[1n]], each);
      const byName: SqlStatement = { parts: [{ kind: "text", text: `SELECT count(*) FROM ${relation}` }] };
      sameAs(await bench.query(byName), [[1n]], `${each}, by the name ${relation}`);
    }
  });

  checkSql("shows partitions as columns", async (bench, key) => {
    const asset = regionsAsset(key);
    await bench.store(asset, rowsOf("a/b=c", 1), { partition: "a/b=c" });
    await bench.store(asset, rowsOf("☂", 2), { partition: "☂" });
    const rows = await bench.query(sql`SELECT region, id FROM ${asset} ORDER BY id`);
    const [first, second] = rowsWith(1, 2);
    sameAs(
      rows,
      [
        ["a/b=c", first?.id],
        ["☂", second?.id],
      ],
      "regions",
    );
  });

  checkSql("names the columns of a result, and stops where its reader stops", async (bench, key) => {
    const asset = flatAsset(key);
    await bench.store(asset, rowsWith(...Array.from({ length: 5000 }, (_, id) => id % 10)));
    const context = await bench.contextOf(asset);
    for (let time = 0; time < 3; time++) {
      const result = await bench.catalog.query?.(sql`SELECT id, name AS n FROM ${asset}`, {
        store: bench.parts.store,
        open: () => context,
      });
      assert.deepEqual(
        result?.columns.map(({ name }) => name.toLowerCase()),
        ["id", "n"],
        "names of the columns",
      );
      for (const { type } of result?.columns ?? []) assert.notEqual(type, "", "a column has a type");
      for await (const page of result?.rows ?? []) if (page.length > 0) break;
    }
    sameAs(await bench.query(sql`SELECT count(*) FROM ${asset}`), [[5000n]], "a query after them");
  });

  checkSql("says what is wrong with a statement, and works on", async (bench, key) => {
    const asset = flatAsset(key);
    await bench.store(asset, rowsWith(1));
    const asking = bench.query(sql`SELECT nothing_like_it FROM ${asset}`);
    const error = await errorOf(asking, "a column that is not there was found");
    assert.ok(isSluiceError(error, "QUERY_FAILED"), `expected QUERY_FAILED, got ${String(error)}`);
    assert.ok(error.message.includes("nothing_like_it"), `the error names the column: ${error.message}`);
    sameAs(await bench.query(sql`SELECT count(*) FROM ${asset}`), [[1n]], "a query after it");
  });
}
