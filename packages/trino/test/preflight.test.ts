import { parquetReadObjects } from "hyparquet";
import { expect, it } from "vitest";
import { probeFile, probeInstants } from "../src/preflight/probe-file.js";
import { versionFinding } from "../src/preflight/server.js";
import * as statements from "../src/preflight/statements.js";

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
    statements.catalogsOf(),
    statements.timestampPrecision("hive"),
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
