import { iceberg } from "@sluice/trino";
import { describe, vi } from "vitest";
import { trinoSuite } from "./conformance.js";

// A store is half a dozen statements here, and some checks are a dozen stores.
vi.setConfig({ testTimeout: 300_000 });

const describeTrino = trinoSuite();

describe("an Iceberg catalog of Trino", () => {
  describeTrino({ catalog: "iceberg", tables: iceberg() });
});
