import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { promisify } from "node:util";
import { pythonPath } from "./installed.js";

const node = [
  "@sluice/sdk",
  "apache-arrow",
  "parquet-wasm",
  "hyparquet",
  "hyparquet-writer",
  "@duckdb/node-api",
  "nodejs-polars",
  "@aws-sdk/client-s3",
  "trino-client",
];

/** What was measured, by name. */
export async function versions(): Promise<Readonly<Record<string, string>>> {
  return { ...Object.fromEntries(await Promise.all(node.map(nodeVersion))), ...(await pythonVersions()) };
}

async function nodeVersion(name: string): Promise<[string, string]> {
  const paths = createRequire(import.meta.url).resolve.paths(name) ?? [];
  for (const path of paths) {
    const manifest = `${path}/${name}/package.json`;
    if (!existsSync(manifest)) continue;
    return [name, (JSON.parse(await readFile(manifest, "utf8")) as { version: string }).version];
  }
  return [name, "not installed"];
}

async function pythonVersions(): Promise<Record<string, string>> {
  if (!existsSync(pythonPath())) return {};
  const { stdout } = await promisify(execFile)(pythonPath(), ["-m", "pip", "list", "--format=json"]);
  const wanted = ["pandas", "pyarrow", "s3fs", "boto3", "trino", "awswrangler", "polars", "pyiceberg"];
  const found = JSON.parse(stdout) as { name: string; version: string }[];
  return Object.fromEntries(
    found
      .filter(({ name }) => wanted.includes(name))
      .map(({ name, version }) => [`${name} (Python)`, version]),
  );
}
