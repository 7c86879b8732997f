import { s3Store } from "@sluice/store-s3";
import { describeObjectStore, type S3Double, startS3Double } from "@sluice/testkit";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";

// Thousands of requests, each through the whole of the AWS SDK.
vi.setConfig({ testTimeout: 120_000 });

let double: S3Double;
beforeAll(async () => {
  double = await startS3Double({ pageKeys: 40 });
});
afterAll(() => double[Symbol.asyncDispose]());

// In a folder, with the smallest parts and small pages: what differs most from the run on MinIO with every default.
describeObjectStore({ describe, it }, () =>
  s3Store({
    bucket: double.bucket,
    endpoint: double.endpoint,
    prefix: "lake/bronze",
    credentials: { accessKeyId: "any", secretAccessKey: "any" },
    partBytes: 5 * 1024 * 1024,
    concurrency: 2,
  }),
);

it("leaves no upload open", () => expect(double.openUploads()).toBe(0));
