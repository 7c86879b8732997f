import { randomBytes } from "node:crypto";
import { jsonl } from "@sluice/handler-jsonl";
import { createIOManager, defineAsset, int64, isSluiceError, table } from "@sluice/sdk";
import { s3Store } from "@sluice/store-s3";
import { type FaultProxy, startFaultProxy } from "@sluice/testkit";
import { connectStack, type StoreStack } from "@sluice/testkit/stack";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

let stack: StoreStack;
let proxy: FaultProxy;
beforeAll(async () => {
  stack = await connectStack({ services: ["minio"] });
  proxy = await startFaultProxy({ upstream: stack.s3.endpoint });
});
afterAll(async () => {
  await proxy?.[Symbol.asyncDispose]();
  await stack?.stop();
});

const rows = defineAsset({ key: "sales/rows", type: table({ id: int64() }), mode: "append" });
const codes = new Set(["STORE_UNREACHABLE", "STORE_FAILED", "PUBLISH_STATE_UNKNOWN"]);
const forever = Number.POSITIVE_INFINITY;

/** A lake of its own, through the proxy or past it. */
function lake() {
  const { bucket, region, endpoint, accessKeyId, secretAccessKey } = stack.s3;
  const prefix = `lost-answers/${randomBytes(8).toString("hex")}`;
  const open = (url: string) =>
    createIOManager({
      handlers: [jsonl()],
      store: s3Store({
        bucket,
        prefix,
        region,
        endpoint: url,
        credentials: { accessKeyId, secretAccessKey },
      }),
      retry: { attempts: 3 },
    });
  return { through: () => open(proxy.url), past: () => open(endpoint) };
}

describe.each([
  ["once", 1],
  ["for good", forever],
] as const)("a store whose answer from MinIO is lost %s", (_name, times) => {
  it.each(["before", "after"] as const)("%s the request is done, at each request in turn", async (drop) => {
    const found = { stored: 0, failed: 0 };
    for (let nth = 1; ; nth++) {
      const { through, past } = lake();
      await using io = through();
      await using looking = past();
      await looking.store(rows, [{ id: 0 }]);
      const lost = proxy.inject({ nth, times, fault: { drop } });
      const once = { idempotencyKey: "once" };
      const error: unknown = await io.store(rows, [{ id: 1 }, { id: 2 }], once).then(
        () => undefined,
        (thrown: unknown) => thrown,
      );
      lost.remove();
      const ids = async () => (await looking.load(rows)).map(({ id }) => Number(id));
      if (error === undefined) {
        found.stored++;
      } else {
        found.failed++;
        expect(isSluiceError(error) && codes.has(error.code), `request ${nth}: ${String(error)}`).toBe(true);
        expect([[0], [0, 1, 2]], `request ${nth}`).toContainEqual(await ids());
        await io.store(rows, [{ id: 1 }, { id: 2 }], once);
      }
      expect(await ids(), `request ${nth}`).toEqual([0, 1, 2]);
      const again = await io.store(rows, [{ id: 1 }, { id: 2 }], once);
      expect(again, `request ${nth}`).toMatchObject({ replayed: true, snapshot: 2 });
      expect(await ids(), `request ${nth}`).toEqual([0, 1, 2]);
      if (lost.hits === 0) {
        expect(nth).toBeGreaterThan(8);
        break;
      }
    }
    expect(found.failed > 0).toBe(times === forever);
    expect(found.stored).toBeGreaterThan(0);
  });
});
