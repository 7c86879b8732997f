import { parquet } from "@sluice/handler-parquet";
import { createIOManager, defineAsset, int64, string, table } from "@sluice/sdk";
import type { ObjectStore } from "@sluice/sdk/plugin";
import { expect, it } from "vitest";
import { liveLake } from "./live-lake.js";

const lake = liveLake("requests");

/** The requests of each later one-row store: fewer are better, one more has to be worth its time. */
it("a one-row store is a handful of requests and three statements", async () => {
  const asked: string[] = [];
  const statements: string[] = [];
  const counted = countedStore(lake.store(), (verb, key) => asked.push(`${verb} ${place(key)}`));
  const io = createIOManager({ handlers: [parquet()], store: counted, catalog: lake.catalog() });
  io.on((event) => event.type === "statement-run" && statements.push(event.sql.split(/[\s(]/)[0] as string));
  const asset = defineAsset({ key: `${lake.schema}/one`, type: table({ id: int64(), name: string() }) });

  await io.store(asset, [{ id: 1, name: "first" }]);
  // Two calls try whether partitions may be registered, and the first view claims the name.
  expect(statements.sort()).toEqual(
    ["SELECT", "CREATE", "CREATE", "CALL", "CALL", "CREATE", "CALL", "CREATE"].sort(),
  );
  expect(asked.length).toBeLessThanOrEqual(17);
  await io.store(asset, [{ id: 2, name: "second" }]);

  asked.length = statements.length = 0;
  await io.store(asset, [{ id: 3, name: "third" }]);
  expect(statements).toEqual(["SELECT", "CALL", "CREATE"]);
  expect(asked.sort()).toEqual(
    [
      // The log is looked at before the write, while its folder is registered and after showing.
      ...["get _log", "get _log", "get _log"],
      ...["put data", "get data", "put _seals", "put _log"],
      ...["get _published", "put _published"],
    ].sort(),
  );
  await io.close();
});

/** What the key is of: a folder of the asset. */
function place(key: string): string {
  return /\/(data|_\w+)\//.exec(key)?.[1] ?? key;
}

function countedStore(store: ObjectStore, count: (verb: string, key: string) => void): ObjectStore {
  return {
    ...store,
    put(key, ...rest) {
      count("put", key);
      return store.put(key, ...rest);
    },
    get(key, ...rest) {
      count("get", key);
      return store.get(key, ...rest);
    },
    head(key, ...rest) {
      count("head", key);
      return store.head(key, ...rest);
    },
    list(prefix, ...rest) {
      count("list", prefix);
      return store.list(prefix, ...rest);
    },
    delete(key, ...rest) {
      count("delete", key);
      return store.delete(key, ...rest);
    },
  };
}
