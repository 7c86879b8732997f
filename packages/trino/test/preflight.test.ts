import { SluiceError } from "@sluice/sdk";
import type { ObjectStore } from "@sluice/sdk/plugin";
import { parquetReadObjects } from "hyparquet";
import { describe, expect, it } from "vitest";
import { findCatalogs } from "../src/connectors.js";
import { showPrecision } from "../src/hive/statements.js";
import { preflight } from "../src/preflight/preflight.js";
import { probeFile, probeInstants } from "../src/preflight/probe-file.js";
import { versionFinding } from "../src/preflight/server.js";
import * as statements from "../src/preflight/statements.js";
import { fakeClient, refused } from "./fake-client.js";
import { options } from "./fake-context.js";
import { sharedStore } from "./fake-iceberg.js";

it.each([
  ["449", "error", "older than 450"],
  ["450", "ok", "answers at http://t.\u0000"],
  ["476-e.3", "ok", "answers at http://t.\u0000"],
  ["483", "ok", "answers at http://t.\u0000"],
  ["484-SNAPSHOT", "ok", "newer than 483"],
  ["testversion", "warning", "no number"],
])("release %s is %s", (version, level, text) => {
  const found = versionFinding(version, "http://t");
  expect(found.level).toBe(level);
  expect(`${found.message}\u0000`).toContain(text);
});

it("keeps its file: two rows, with instants that show a zone in winter and in summer", async () => {
  const file = probeFile.buffer.slice(probeFile.byteOffset, probeFile.byteOffset + probeFile.byteLength);
  const rows = await parquetReadObjects({ file: file as ArrayBuffer });
  expect(rows).toEqual(
    probeInstants.map((at, index) => ({
      probe: BigInt(index + 1),
      at: new Date(`${at.replace(" ", "T")}Z`),
    })),
  );
});

it("writes its statements", async () => {
  const names = { catalog: "hive", schema: "sales", files: "c_files", data: "c_data", view: "c" };
  const texts = [
    statements.serverVersion(),
    findCatalogs(),
    showPrecision("my_hive"),
    statements.findSchema("hive", "it's"),
    statements.createSchema("hive", "sales__check_1"),
    statements.createFiles(names, "s3://lake/_check/1/files/"),
    statements.readFiles(names),
    statements.createData(names, "s3://lake/_check/1/table/"),
    statements.registerData(names, "s3://lake/_check/1/files/"),
    statements.writeNothing(names),
    statements.createView(names),
    statements.readView(names),
    statements.unregisterData(names),
    statements.dropView(names),
    statements.dropTable(names, names.data),
    statements.dropSchema("hive", "sales__check_1"),
  ];
  await expect(`${texts.join(";\n\n")};\n`).toMatchFileSnapshot("./golden/preflight.sql");
});

describe("a check", () => {
  const answers = (sql: string) =>
    sql.includes("metadata.catalogs") ? { rows: [["hive", "hive"]] } : undefined;
  const keysOf = async (store: ObjectStore) => {
    const keys: string[] = [];
    for await (const { key } of store.list("")) keys.push(key);
    return keys;
  };
  const ownId = /_[0-9a-f]{8}/g;

  it("leaves nothing when it is given up", async () => {
    const caller = new AbortController();
    const store = sharedStore();
    const client = fakeClient((sql) => {
      if (sql.includes(".register_partition")) caller.abort();
      return answers(sql);
    });
    const check = preflight(client, options, { store, signal: caller.signal });
    await expect(check).rejects.toMatchObject({ code: "ABORTED" });
    const last = client.asked.slice(-5).map(({ sql }) => sql.replace(ownId, "_1"));
    expect(last).toEqual([
      expect.stringContaining("unregister_partition"),
      "DROP VIEW IF EXISTS hive.lake__check_1.sluice_check_1",
      "DROP TABLE IF EXISTS hive.lake__check_1.sluice_check_1_data",
      "DROP TABLE IF EXISTS hive.lake__check_1.sluice_check_1_files",
      "DROP SCHEMA hive.lake__check_1",
    ]);
    expect(await keysOf(store)).toEqual([]);
  });

  it("removes its object also when Trino is gone by then", async () => {
    const store = sharedStore();
    const client = fakeClient((sql) => {
      if (sql.startsWith("DROP")) {
        throw new SluiceError("ENGINE_UNREACHABLE", {
          message: "gone",
          details: { server: "http://fake" },
        });
      }
      return answers(sql);
    });
    await expect(preflight(client, options, { store })).rejects.toMatchObject({ code: "ENGINE_UNREACHABLE" });
    expect(await keysOf(store)).toEqual([]);
  });

  it("tells what it found also where its schema cannot be dropped", async () => {
    const client = fakeClient((sql) => {
      if (sql.startsWith("DROP SCHEMA")) throw refused("PERMISSION_DENIED", "no", sql);
      return answers(sql);
    });
    const findings = await preflight(client, options, { store: sharedStore() });
    expect(findings.length).toBeGreaterThan(5);
    expect(findings.at(-1)).toEqual({
      level: "warning",
      message: expect.stringMatching(/lake__check_\w+.*could not be removed/),
      hint: expect.stringMatching(/DROP SCHEMA hive\.lake__check_\w+/),
    });
  });
});
