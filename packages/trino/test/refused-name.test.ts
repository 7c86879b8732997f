import { isSluiceError } from "@sluice/sdk";
import { expect, it } from "vitest";
import { statementClient } from "../src/client/index.js";
import { isNameRefused, nameRefused } from "../src/hive/refused-name.js";
import { failure } from "./failure.js";
import { fakeCoordinator, pagesOf } from "./fake-coordinator.js";

const names = {
  catalog: "hive",
  schema: "eu-shop",
  view: "with-dash",
  data: "x",
  snapshotColumn: "snapshot",
  stored: () => "bigint",
};

/** What a statement fails with where the metastore says so. */
async function refusedWith(message: string): Promise<unknown> {
  const error = { errorName: "HIVE_METASTORE_ERROR", message };
  await using server = await fakeCoordinator(pagesOf([{ error }]));
  return await failure(statementClient({ server: server.url, user: "test" }).run("CREATE TABLE x (a int)"));
}

it.each(["with-dash__data is not a valid object name", "eu-shop is not a valid database name"])(
  "tells a name from other failures of a metastore: %s",
  async (message) => {
    const error = await refusedWith(message);
    if (!isNameRefused(error)) throw error;
    const told = nameRefused("eu-shop/with-dash", names, error);
    expect(isSluiceError(told, "ASSET_INVALID")).toBe(true);
    expect(told.hint).toBe('Name its table in the asset: on: { trino: { table: "eu_shop.with_dash" } }.');
    expect(isNameRefused(await refusedWith("Read timed out"))).toBe(false);
  },
);
