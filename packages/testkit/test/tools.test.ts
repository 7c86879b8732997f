import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isSluiceError } from "@sluice/sdk";
import { expect, it } from "vitest";
import { startStack } from "../src/stack/index.js";
import { prepare } from "../src/stack/prepare.js";
import { temporaryFolder } from "./temporary-folder.js";

it("names everything that is missing, and how to get it, before anything is fetched", async () => {
  const error = await missing({ PATH: "", SLUICE_JAVA_HOME: "/nowhere" });
  expect(isSluiceError(error, "STACK_TOOL_MISSING") && error.details.tools).toEqual(["java", "mvn", "go"]);
  expect(error.message).toContain("no JDK 24 or newer in SLUICE_JAVA_HOME (/nowhere); no mvn; no go");
  expect(error.hint).toContain("apt-get install maven");
  expect(error.hint).toContain("apt-get install golang-go");
  expect(error.hint).toContain("Temurin");
  expect(error.hint).toContain("compose.yaml");
});

it("says when Go is too old to fetch a newer one itself", async () => {
  const bin = temporaryFolder("bin");
  writeFileSync(join(bin, "go"), "#!/bin/sh\necho go1.19.8\n");
  chmodSync(join(bin, "go"), 0o755);
  const error = await missing({ PATH: bin, SLUICE_JAVA_HOME: "/nowhere" });
  expect(error.message).toContain("go 1.19 is too old");
});

it("needs no build tools once the servers are in the cache, and no JDK for MinIO alone", async () => {
  const cache = temporaryFolder("cache");
  const minio = join(cache, "minio", "v0.0.0-20260212201848-7aac2a2c5b7c");
  mkdirSync(minio, { recursive: true });
  const install = { cache, environment: { PATH: "" }, onProgress: () => {} };
  expect(await prepare({ minio: true, trino: undefined }, install)).toEqual({ minio });
});

it("asks for an older JDK too where a Hive Metastore is wanted", async () => {
  const nowhere = { SLUICE_JAVA_HOME: "/nowhere", SLUICE_METASTORE_JAVA_HOME: "/elsewhere" };
  const error = await missing({ PATH: "", ...nowhere, SLUICE_METASTORE: "hms", SLUICE_TRINO_VERSION: "483" });
  expect(error.message).toContain("no JDK 25 or newer in SLUICE_JAVA_HOME (/nowhere)");
  expect(error.message).toContain("no JDK 11 to 22 in SLUICE_METASTORE_JAVA_HOME (/elsewhere)");
  expect(error.hint).toContain("Temurin 17");
});

it("refuses a release and a metastore there is no stack of", async () => {
  const release = await missing({ PATH: "", SLUICE_TRINO_VERSION: "470" });
  expect([release.code, release.hint]).toEqual(["CONFIGURATION_INVALID", "It can set up 476, 483."]);
  const metastore = await missing({ PATH: "", SLUICE_METASTORE: "glue" });
  expect(metastore.details).toEqual({ option: "SLUICE_METASTORE" });
});

async function missing(environment: Record<string, string>) {
  const cache = temporaryFolder("cache");
  const lines: string[] = [];
  const started = startStack({
    environment: { ...environment, SLUICE_CACHE: cache },
    onProgress: (line) => lines.push(line),
  });
  const error = await started.then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(lines).toEqual([]);
  if (!isSluiceError(error)) throw error;
  return error;
}
