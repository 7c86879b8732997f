import { randomUUID } from "node:crypto";
import { s3Store } from "@sluice/store-s3";
import { connectStack, type StoreStack } from "@sluice/testkit/stack";
import { afterAll, beforeAll, expect, it } from "vitest";
import { checkManyWriters } from "./many-writers.js";
import { writeManyWritersReport } from "./many-writers-report.js";

const long = process.env.SLUICE_LONG === "1";
const [writers, appends, readers] = long ? [16, 25, 4] : [4, 10, 1];

let stack: StoreStack;
beforeAll(async () => {
  stack = await connectStack({ services: ["minio"] });
});
afterAll(() => stack?.stop());

it(`${writers} processes append ${appends} times each to MinIO, every row once`, {
  timeout: writers * appends * 5_000,
}, async () => {
  const { accessKeyId, secretAccessKey } = stack.s3;
  const prefix = `writers_${randomUUID().slice(0, 8)}`;
  const place = { ...stack.s3, prefix, credentials: { accessKeyId, secretAccessKey } };
  const found = await checkManyWriters({ place, store: s3Store(place), writers, appends, readers });
  expect(found.appends).toBe(writers * appends);
  if (long) await writeManyWritersReport("MinIO", found);
});
