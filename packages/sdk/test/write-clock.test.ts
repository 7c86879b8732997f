import { createIOManager, defineAsset, int64, memoryStore, table } from "@sluice/sdk";
import type { ObjectStore, TypeHandler } from "@sluice/sdk/plugin";
import { expect, it, vi } from "vitest";

const asset = defineAsset({ key: "orders", type: table({ id: int64() }) });
let now = 0;
const pass = (millis: number): void => {
  now += millis;
};

/** Takes its time for each file; the rows are counted, not kept. */
function slowHandler(millis: number): TypeHandler {
  return {
    specVersion: 1,
    name: "slow",
    family: "table",
    extension: "slow",
    contentType: "text/plain",
    async *encode({ batches }) {
      let rows = 0;
      async function* body() {
        for await (const batch of batches) rows += batch.numRows;
        pass(millis);
        yield Buffer.from(String(rows));
      }
      yield { body: body(), rows: () => rows };
    },
    async *decode() {},
    async inspect(file) {
      return { rows: Number(Buffer.from(await file.read(0, file.byteLength)).toString()) };
    },
  } satisfies TypeHandler;
}

/** Data files are slow to put. */
function slowStore(millis: number): ObjectStore {
  const store = memoryStore();
  return {
    ...store,
    async put(key, body, options) {
      const info = await store.put(key, body, options);
      if (key.includes("/data/")) pass(millis);
      return info;
    },
  };
}

async function* slowRows(millis: number) {
  pass(millis);
  yield { id: 1 };
}

it("a receipt says which stage of a write took the time", async () => {
  vi.spyOn(performance, "now").mockImplementation(() => now);
  const io = createIOManager({ handlers: [slowHandler(20)], store: slowStore(300), retry: false });
  const { millis } = await io.store(asset, slowRows(4000));
  expect(millis).toMatchObject({ pack: 4000, encode: 20, put: 300, write: 4320, total: 4320 });
});
