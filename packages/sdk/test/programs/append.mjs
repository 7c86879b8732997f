// One of many processes that append to one asset. Argument: JSON with `place`, `writer`, `appends`. Prints what it did.
import { jsonl } from "@sluice/handler-jsonl";
import { createIOManager, isSluiceError } from "@sluice/sdk";
import { fsStore } from "@sluice/store-fs";
import { s3Store } from "@sluice/store-s3";
import { events } from "./events.mjs";

const { place, writer, appends } = JSON.parse(process.argv[2]);
const store = "root" in place ? fsStore(place.root) : s3Store(place);
let conflicts = 0;
const counted = {
  ...store,
  async put(key, ...rest) {
    try {
      return await store.put(key, ...rest);
    } catch (error) {
      if (key.includes("/_log/") && isSluiceError(error, "OBJECT_EXISTS")) conflicts++;
      throw error;
    }
  },
};
const io = createIOManager({ handlers: [jsonl()], store: counted });
const snapshots = [];
for (let turn = 0; turn < appends; turn++) {
  const rows = ["a", "b"].flatMap((region) => [0, 1].map((part) => ({ writer, turn, part, region })));
  const { snapshot, write } = await io.store(events, rows, { split: true });
  snapshots.push({ snapshot, write });
}
await io.close();
console.log(JSON.stringify({ conflicts, snapshots }));
