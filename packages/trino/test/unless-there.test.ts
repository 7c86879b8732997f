import { expect, it } from "vitest";
import { statementClient } from "../src/client/index.js";
import { unlessThere } from "../src/unless-there.js";
import { fakeCoordinator, pagesOf } from "./fake-coordinator.js";

async function created(errorName: string): Promise<unknown> {
  const error = { errorName, message: "Schema already exists: 'lake'" };
  await using server = await fakeCoordinator(pagesOf([{ error }]));
  const client = statementClient({ server: server.url, user: "test" });
  return await unlessThere(client.run("CREATE SCHEMA IF NOT EXISTS lake")).then(
    () => "there",
    (error) => String(error),
  );
}

it("takes what somebody else made meanwhile, and no other failure", async () => {
  for (const name of ["ALREADY_EXISTS", "SCHEMA_ALREADY_EXISTS", "TABLE_ALREADY_EXISTS"]) {
    expect(await created(name)).toBe("there");
  }
  expect(await created("PERMISSION_DENIED")).toContain("PERMISSION_DENIED");
});
