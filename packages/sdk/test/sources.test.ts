import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";

const sources = join(import.meta.dirname, "../src");
const words = /\b(parquet|trino|hive|duckdb|iceberg|delta lake|s3|minio|aws|gcs|azure|jsonl)\b/i;

it("the core names no engine, no file format and no cloud", () => {
  const files = readdirSync(sources, { recursive: true, encoding: "utf8" }).filter((file) =>
    file.endsWith(".ts"),
  );
  expect(files.length).toBeGreaterThan(30);
  const named = files.flatMap((file) =>
    readFileSync(join(sources, file), "utf8")
      .split("\n")
      .flatMap((line, index) => (words.test(line) ? [`${file}:${index + 1}: ${line.trim()}`] : [])),
  );
  expect(named).toEqual([]);
});
