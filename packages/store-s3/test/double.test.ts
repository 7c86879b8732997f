import { type S3StoreOptions, s3Store } from "@sluice/store-s3";
import { describeObjectStore, type S3Double, type S3DoubleOptions, startS3Double } from "@sluice/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const credentials = { accessKeyId: "any", secretAccessKey: "any" };
const mebibyte = 1024 * 1024;

function describeOn(name: string, doubled: S3DoubleOptions, more: Partial<S3StoreOptions>): void {
  describe(name, () => {
    let double: S3Double;
    beforeAll(async () => {
      double = await startS3Double(doubled);
    });
    afterAll(() => double[Symbol.asyncDispose]());
    describeObjectStore({ describe, it }, () =>
      s3Store({ bucket: double.bucket, endpoint: double.endpoint, credentials, ...more }),
    );
    it("has no upload left open", () => expect(double.openUploads()).toBe(0));
  });
}

describeOn("with the default part size", {}, {});
describeOn(
  "in a folder, with the smallest parts one at a time, and pages of 40 keys",
  { pageKeys: 40 },
  {
    prefix: "lake/bronze",
    partBytes: 5 * mebibyte,
    concurrency: 1,
  },
);
