// What happened to an asset, what it was before, and back to that.
import { orders } from "./assets.js";
import { io } from "./lake.js";

const [newest, ...older] = await io.snapshots(orders);
for (const { snapshot, operation, rows } of older) console.log(snapshot, operation, rows);

const first = await io.load(orders, { snapshot: 1 });
console.log(`snapshot 1 had ${first.length} row`);

await io.store(orders, [], { partition: "2024-05-01", metadata: { reason: "a mistake" } });
const back = await io.rollback(orders, { to: newest?.snapshot ?? 1 });
console.log(`${back.operation} made snapshot ${back.snapshot}: ${(await io.load(orders)).length} rows`);
await io.close();
