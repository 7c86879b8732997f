import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connectStack, type Stack } from "@sluice/testkit/stack";
import { type StatementClient, statementClient } from "@sluice/trino/client";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { liveTexts, preparations } from "./text-outputs.js";
import { CompiledTexts } from "./text-programs.js";

const folders = mkdtempSync(join(tmpdir(), "sluice-texts-"));
let stack: Stack;
let client: StatementClient;
let texts: CompiledTexts;

beforeAll(async () => {
  stack = await connectStack();
  client = statementClient({ server: stack.trino.url, user: "texts" });
  texts = await CompiledTexts.make("live-texts");
  await drop();
});
afterAll(async () => {
  await drop();
  await stack?.stop();
  rmSync(folders, { recursive: true, force: true });
});

/** The schemas that the texts name. */
async function drop(): Promise<void> {
  for (const schema of ["hive.cafe", "hive.shop", "hive.sales", "iceberg.sales"]) {
    await client.run(`DROP SCHEMA IF EXISTS ${schema} CASCADE`);
  }
}

/** The servers of the stack in the place of those of the text, and a folder of the bucket for each text. */
function onStack(prefix: string): (code: string) => string {
  const { s3, trino } = stack;
  const { host } = new URL(trino.url);
  return (code) =>
    code
      .replaceAll("https://minio.example:9000", s3.endpoint)
      .replaceAll("http://localhost:9000", s3.endpoint)
      .replaceAll("https://me@trino.example", `http://me@${host}`)
      .replaceAll("http://trino@localhost:8080", `http://trino@${host}`)
      .replaceAll("http://localhost:8080", trino.url)
      .replaceAll(/bucket: "[\w-]+"/g, `bucket: "${s3.bucket}", prefix: "${prefix}"`)
      .replaceAll('prefix: "lake",', "")
      .replaceAll('accessKeyId: "minioadmin"', `accessKeyId: "${s3.accessKeyId}"`)
      .replaceAll('secretAccessKey: "minioadmin"', `secretAccessKey: "${s3.secretAccessKey}"`);
}

describe("programs in texts run on MinIO and Trino", () => {
  it.each(Object.entries(liveTexts))("%s", async (name, expected) => {
    const text = name.slice(0, name.indexOf("#"));
    const prefix = `texts-${Date.now()}/${text}`;
    const folder = join(folders, text);
    mkdirSync(folder, { recursive: true });
    const env = {
      ...stack.environment,
      ...{ AWS_ACCESS_KEY_ID: stack.s3.accessKeyId, AWS_SECRET_ACCESS_KEY: stack.s3.secretAccessKey },
      ...{ SLUICE_TARGET: "trino", SLUICE_S3_PREFIX: prefix },
      ...{ SLUICE_TRINO_USER: "texts", SLUICE_TRINO_CATALOG: "hive", SLUICE_TRINO_SCHEMA: "shop" },
    };
    const prepare = preparations[name];
    if (prepare !== undefined) await texts.runCode(`${name} before`, prepare, { folder, env });
    const printed = await texts.run(name, { folder, env, change: onStack(prefix) });
    for (const each of expected) expect(printed).toContain(each);
    await drop();
  });
});
