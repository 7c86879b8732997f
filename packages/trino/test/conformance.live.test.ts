import { describe } from "vitest";
import { trinoSuite } from "./conformance.js";

const describeTrino = trinoSuite();

describe.each([
  ["as views", {}],
  ["as plain tables", { publish: "table", session: { "hive.timestamp_precision": "MICROSECONDS" } }],
] as const)("a Hive catalog of Trino %s", (_name, options) => {
  describeTrino({ catalog: "hive", ...options });
});
