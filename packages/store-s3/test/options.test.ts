import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { isSluiceError } from "@sluice/sdk";
import { type S3StoreOptions, s3Store } from "@sluice/store-s3";
import { describe, expect, it } from "vitest";

const bad: [option: string, options: unknown][] = [
  ["bucket", {}],
  ["bucket", { bucket: "" }],
  ["bucket", { bucket: "s3://warehouse/lake" }],
  ["prefix", { bucket: "warehouse", prefix: "a//b" }],
  ["prefix", { bucket: "warehouse", prefix: "../b" }],
  ["endpoint", { bucket: "warehouse", endpoint: "localhost" }],
  ["endpoint", { bucket: "warehouse", endpoint: "ftp://localhost" }],
  ["endpoint", { bucket: "warehouse", endpoint: "http://user:canary@localhost:9000" }],
  ["endpoint", { bucket: "warehouse", endpoint: "http//user:canary@localhost:9000" }],
  ["endpoint", { bucket: "warehouse", endpoint: "http://localhost:9000?key=canary" }],
  ["credentials", { bucket: "warehouse", credentials: { accessKeyId: "canary" } }],
  ["scheme", { bucket: "warehouse", scheme: "gs" }],
  ["partBytes", { bucket: "warehouse", partBytes: 1024 }],
  ["concurrency", { bucket: "warehouse", concurrency: 0 }],
];

describe("options of s3Store", () => {
  it.each(bad)("refuses a bad %s at once", (option, options) => {
    expect(() => s3Store(options as S3StoreOptions)).toThrowError(
      expect.toSatisfy(
        (error) =>
          isSluiceError(error, "CONFIGURATION_INVALID") &&
          error.details.option === option &&
          !`${error.stack}${JSON.stringify(error)}`.includes("canary"),
      ),
    );
  });

  it("names and locates without asking anyone", () => {
    const store = s3Store({ bucket: "warehouse", prefix: "/lake/bronze/" });
    expect(store.name).toBe("s3 warehouse/lake/bronze");
    expect(store.scheme).toBe("s3");
    expect(store.locate("a=%20 b/c")).toBe("s3://warehouse/lake/bronze/a=%20 b/c");
    expect(s3Store({ bucket: "warehouse", scheme: "s3a" }).locate("a")).toBe("s3a://warehouse/a");
    expect(s3Store({ bucket: "warehouse" }).name).toBe("s3 warehouse");
    expect(() => store.locate("../a")).toThrow(/CONFIGURATION_INVALID/);
  });

  it("loads the AWS SDK on first use, not before", async () => {
    const script = `
      import { createRequire } from "node:module";
      import { s3Store } from "@sluice/store-s3";
      const loaded = () => Object.keys(createRequire(import.meta.url).cache).some((file) => file.includes("client-s3"));
      s3Store({ bucket: "warehouse" });
      const before = loaded();
      await import("@aws-sdk/client-s3");
      console.log(JSON.stringify([before, loaded()]));`;
    const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "-e", script], {
      cwd: import.meta.dirname,
    });
    expect(JSON.parse(stdout)).toEqual([false, true]);
  });
});
