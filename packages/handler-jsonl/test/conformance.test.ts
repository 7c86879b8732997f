import { jsonl } from "@sluice/handler-jsonl";
import { describeTypeHandler } from "@sluice/testkit";
import { describe, it } from "vitest";

// A file of lines may end behind any of them.
describeTypeHandler({ describe, it }, jsonl, { openEnded: true });
