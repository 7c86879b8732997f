import { parquet } from "@sluice/handler-parquet";
import { describeTypeHandler } from "@sluice/testkit";
import { describe, it } from "vitest";

describe("with a worker", () => describeTypeHandler({ describe, it }, () => parquet()));

describe("in the calling thread, several files a table", () => {
  describeTypeHandler({ describe, it }, () =>
    parquet({ workers: 0, rowGroupRows: 20_000, targetFileBytes: 1 }),
  );
});
