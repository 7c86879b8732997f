import { connectStack, type Stack } from "@sluice/testkit/stack";
import { afterAll, beforeAll, expect, it } from "vitest";
import { checkRun } from "./check-demo.js";
import { trinoPlace } from "./trino-place.js";

let stack: Stack;
let place: Awaited<ReturnType<typeof trinoPlace>>;

beforeAll(async () => {
  stack = await connectStack();
  // The demo looks for servers as anybody does.
  Object.assign(process.env, stack.environment);
  place = await trinoPlace("iceberg");
});
afterAll(async () => {
  await place?.close();
  await place?.remove();
  await stack?.stop();
});

it("the demo runs on Iceberg tables, with the same numbers", { timeout: 600_000 }, async () => {
  const output = await checkRun(place);
  expect(output).toContain(`iceberg.${place.schema}.flights`);
});
