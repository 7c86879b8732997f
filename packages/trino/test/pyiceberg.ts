import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { Stack } from "@sluice/testkit/stack";

const version = "0.12.0";
const run = promisify(execFile);

const { SLUICE_CACHE, XDG_CACHE_HOME } = process.env;
const cache = SLUICE_CACHE || join(XDG_CACHE_HOME || join(homedir(), ".cache"), "sluice");
const folder = join(cache, "pyiceberg", version);

/** Installs pyiceberg, a reader and writer of Iceberg that shares no code with Trino, where it is not yet. */
export async function installPyiceberg(): Promise<void> {
  const whole = join(folder, "whole");
  if (existsSync(whole)) return;
  await rm(folder, { recursive: true, force: true });
  await mkdir(dirname(folder), { recursive: true });
  await run("python3", ["-m", "venv", folder]);
  const install = [
    "-m",
    "pip",
    "install",
    "--quiet",
    "--only-binary",
    ":all:",
    `pyiceberg[pyarrow]==${version}`,
  ];
  await run(join(folder, "bin/python"), install);
  // What is half installed lacks it.
  await mkdir(whole);
}

type PyicebergRow = Readonly<Record<string, string | null>>;

export interface PyicebergTable {
  /** By column, as Python prints values. */
  readonly rows: readonly PyicebergRow[];
  /** Those for which the filter holds, found by statistics and partitions. */
  readonly filtered: readonly PyicebergRow[];
  readonly snapshots: readonly { readonly id: string; readonly operation: string }[];
}

/** What pyiceberg finds in the table whose metadata file that is. `filter`: one of its expressions, `region == 'a'`. */
export async function readByPyiceberg(
  metadata: string,
  { s3 }: Pick<Stack, "s3">,
  filter: string,
): Promise<PyicebergTable> {
  const properties = {
    "s3.endpoint": s3.endpoint,
    "s3.region": s3.region,
    "s3.access-key-id": s3.accessKeyId,
    "s3.secret-access-key": s3.secretAccessKey,
  };
  const script = fileURLToPath(new URL("./fixtures/iceberg-rows.py", import.meta.url));
  const given = JSON.stringify({ metadata, properties, filter });
  const { stdout } = await run(join(folder, "bin/python"), [script, given], { maxBuffer: 2 ** 26 });
  return JSON.parse(stdout) as PyicebergTable;
}
