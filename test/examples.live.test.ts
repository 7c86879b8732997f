import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { connectStack, type Stack } from "@sluice/testkit/stack";
import { type StatementClient, statementClient } from "@sluice/trino/client";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { exampleOutputs } from "./example-outputs.js";
import { root } from "./tree.js";

const run = promisify(execFile);
let stack: Stack;
let client: StatementClient;

beforeAll(async () => {
  stack = await connectStack();
  client = statementClient({ server: stack.trino.url, user: "examples" });
  await client.run("DROP SCHEMA IF EXISTS hive.examples CASCADE");
});
afterAll(async () => {
  await client?.run("DROP SCHEMA IF EXISTS hive.examples CASCADE");
  await stack?.stop();
});

describe("the example programs on MinIO and Trino", () => {
  const place = {
    SLUICE_TARGET: "trino",
    SLUICE_S3_PREFIX: `examples-${Date.now()}`,
    SLUICE_TRINO_USER: "examples",
    SLUICE_TRINO_CATALOG: "hive",
    SLUICE_TRINO_SCHEMA: "examples",
  };

  it.each(Object.entries(exampleOutputs))("%s", async (name, expected) => {
    const env = { ...process.env, ...stack.environment, ...place };
    const program = join(root, `examples/dist/${name}.js`);
    const { stdout } = await run(process.execPath, [program], { env });
    for (const text of expected) expect(stdout).toContain(text);
  });
});
