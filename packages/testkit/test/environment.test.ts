import { expect, it } from "vitest";
import { connectStack } from "../src/stack/connect.js";
import { exportLines, fromEnvironment, toEnvironment } from "../src/stack/environment.js";

const s3 = {
  endpoint: "http://127.0.0.1:9000",
  region: "us-east-1",
  bucket: "warehouse",
  accessKeyId: "AKIDEXAMPLE",
  secretAccessKey: "it's secret",
};
const trino = { url: "http://127.0.0.1:8080" };

it("writes what it reads", () => {
  expect(fromEnvironment(toEnvironment({ s3, trino }))).toEqual({ s3, trino });
  expect(fromEnvironment({})).toEqual({});
});

it("has defaults for region and bucket, and none for credentials", () => {
  const given = { SLUICE_S3_ENDPOINT: `${s3.endpoint}/`, SLUICE_S3_ACCESS_KEY_ID: "a" };
  expect(() => fromEnvironment(given)).toThrow("SLUICE_S3_SECRET_ACCESS_KEY is not");
  expect(fromEnvironment({ ...given, SLUICE_S3_SECRET_ACCESS_KEY: "b" }).s3).toEqual({
    ...s3,
    accessKeyId: "a",
    secretAccessKey: "b",
  });
});

it("prints lines a shell reads back", () => {
  const lines = exportLines(toEnvironment({ s3 }));
  expect(lines[0]).toBe("export SLUICE_S3_ENDPOINT=http://127.0.0.1:9000");
  expect(lines.at(-1)).toBe(`export SLUICE_S3_SECRET_ACCESS_KEY='it'\\''s secret'`);
});

it("says what is missing when only Trino is named", async () => {
  await expect(connectStack({ environment: { SLUICE_TRINO_URL: trino.url } })).rejects.toMatchObject({
    code: "CONFIGURATION_INVALID",
    details: { option: "SLUICE_S3_ENDPOINT" },
  });
});

it("says which of the named servers does not answer", async () => {
  const environment = toEnvironment({ s3: { ...s3, endpoint: "http://127.0.0.1:1" }, trino });
  await expect(connectStack({ environment })).rejects.toMatchObject({ code: "STORE_UNREACHABLE" });
});
