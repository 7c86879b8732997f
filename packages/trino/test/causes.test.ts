import { expect, it } from "vitest";
import { isTrinoError, statementClient } from "../src/client/index.js";
import { failure } from "./failure.js";
import { fakeCoordinator, pagesOf } from "./fake-coordinator.js";

it("keeps what the server says led to an error, the nearest first", async () => {
  const cause = {
    type: "io.trino.Outer$Inner",
    message: "not listed",
    cause: { type: "java.net.UnknownHostException", message: "lake.s3.invalid" },
  };
  const error = { errorName: "INVALID_TABLE_PROPERTY", message: "no", failureInfo: { cause } };
  await using server = await fakeCoordinator(pagesOf([{ error }]));
  const client = statementClient({ server: server.url, user: "test" });
  const thrown = await failure(client.run("SELECT 1"));
  expect(isTrinoError(thrown) && thrown.details.causes).toEqual([
    "Inner: not listed",
    "UnknownHostException: lake.s3.invalid",
  ]);
});
