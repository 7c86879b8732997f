// Looks at store and engine, merges small files, and tells what could be deleted.
import { orders } from "./assets.js";
import { io } from "./lake.js";

for (const { level, message, hint } of await io.check()) console.log(level, message, hint ?? "");

const { files, partitions } = await io.compact(orders);
console.log(`${partitions} days were merged into ${files} files`);

const swept = await io.sweep(orders, { plan: true });
console.log(swept);
await io.close();
