import { expect, it } from "vitest";
import { statementClient } from "../src/client/index.js";
import { checkRegisteredAt } from "../src/hive/registered-at.js";
import { failure } from "./failure.js";
import { fakeCoordinator, pagesOf } from "./fake-coordinator.js";

const location = "s3://lake/sales/orders/data/region=a/write=1";

async function registering(message: string, cause?: string): Promise<string> {
  const failureInfo =
    cause === undefined ? {} : { failureInfo: { type: "x", message, cause: { message: cause } } };
  const error = { errorName: "ALREADY_EXISTS", message, ...failureInfo };
  await using server = await fakeCoordinator(pagesOf([{ error }]));
  const client = statementClient({ server: server.url, user: "test" });
  const thrown = await failure(client.run(`CALL register('${location}')`));
  try {
    checkRegisteredAt(location, thrown, { relation: "orders__data", partition: "region=a" });
    return "here";
  } catch (told) {
    return (told as { code: string }).code;
  }
}

it("tells a partition at another place, where the server names one", async () => {
  const [there, elsewhere] = [`Partition is at ${location}`, "Partition is at s3://other/orders/write=1"];
  expect(await registering(there)).toBe("here");
  expect(await registering(elsewhere)).toBe("CATALOG_CONFLICT");
  expect(await registering("One or more partitions already exist")).toBe("here");
  const cut = "x".repeat(900);
  expect(await registering("Exists", `location:${location}, ${cut}`)).toBe("here");
  expect(await registering("Exists", "location:s3://other/orders/write=1, more")).toBe("CATALOG_CONFLICT");
  for (const length of [930, 950, 960])
    expect(await registering("Exists", `${"x".repeat(length)} location:${location}, ${cut}`)).toBe("here");
});
