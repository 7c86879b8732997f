import { isSluiceError } from "@sluice/sdk";
import { s3FromEnv } from "@sluice/store-s3";
import { describe, expect, it } from "vitest";
import { fakeS3 } from "./fake-s3.js";

const failure = (env: Record<string, string>): unknown => {
  try {
    return s3FromEnv(env);
  } catch (error) {
    return error;
  }
};

describe("s3FromEnv", () => {
  it("needs no more than a bucket", () => {
    const store = s3FromEnv({ SLUICE_S3_BUCKET: "warehouse", SLUICE_S3_PREFIX: "" });
    expect([store.name, store.locate("a")]).toEqual(["s3 warehouse", "s3://warehouse/a"]);
  });

  it("reads the environment of the process", () => {
    const before = process.env.SLUICE_S3_BUCKET;
    process.env.SLUICE_S3_BUCKET = "of-the-process";
    try {
      expect(s3FromEnv().locate("a")).toContain("://of-the-process/");
    } finally {
      if (before === undefined) delete process.env.SLUICE_S3_BUCKET;
      else process.env.SLUICE_S3_BUCKET = before;
    }
  });

  it("hands every variable to the store", async () => {
    await using server = await fakeS3(() => undefined);
    const store = s3FromEnv({
      SLUICE_S3_BUCKET: "warehouse",
      SLUICE_S3_PREFIX: "lake/bronze",
      SLUICE_S3_REGION: "eu-central-7",
      SLUICE_S3_ENDPOINT: server.endpoint,
      SLUICE_S3_PATH_STYLE: "true",
      SLUICE_S3_ACCESS_KEY_ID: "the-key-id",
      SLUICE_S3_SECRET_ACCESS_KEY: "canary",
      SLUICE_S3_SESSION_TOKEN: "the-session",
      SLUICE_S3_SCHEME: "s3a",
    });
    expect(store.locate("a")).toBe("s3a://warehouse/lake/bronze/a");
    await store.put("a", new Uint8Array(1), { mode: "overwrite" });
    await store.close?.();
    const [put] = server.requests;
    expect(put?.path).toBe("/warehouse/lake/bronze/a");
    expect(put?.headers.authorization).toMatch(/Credential=the-key-id\/\d+\/eu-central-7\/s3\//);
    expect(put?.headers["x-amz-security-token"]).toBe("the-session");
  });

  it.each<[variables: Record<string, string>, missing: string]>([
    [{}, "SLUICE_S3_BUCKET"],
    [{ SLUICE_S3_ACCESS_KEY_ID: "canary" }, "SLUICE_S3_BUCKET, SLUICE_S3_SECRET_ACCESS_KEY"],
    [{ SLUICE_S3_BUCKET: "b", SLUICE_S3_SECRET_ACCESS_KEY: "canary" }, "SLUICE_S3_ACCESS_KEY_ID"],
    [
      { SLUICE_S3_BUCKET: "", SLUICE_S3_SESSION_TOKEN: "canary" },
      "SLUICE_S3_BUCKET, SLUICE_S3_ACCESS_KEY_ID, SLUICE_S3_SECRET_ACCESS_KEY",
    ],
  ])("names all that is missing beside %o, and repeats nothing", (variables, missing) => {
    const error = failure(variables);
    expect(isSluiceError(error, "CONFIGURATION_INVALID") && error.details.option).toBe(missing);
    expect(String(error)).toContain(missing);
    expect(`${String(error)}${JSON.stringify(error)}`).not.toContain("canary");
  });

  it.each([
    ["SLUICE_S3_PATH_STYLE", "yes"],
    ["SLUICE_S3_SCHEME", "gs"],
    ["SLUICE_S3_ENDPOINT", "http://user:canary@localhost:9000"],
  ])("refuses %s=%s", (name, value) => {
    const error = failure({ SLUICE_S3_BUCKET: "b", [name]: value });
    expect(isSluiceError(error, "CONFIGURATION_INVALID")).toBe(true);
    expect(String(error)).not.toContain("canary");
  });
});
