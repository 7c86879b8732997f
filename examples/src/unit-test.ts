// A test of code that stores and loads: packs and checks types like the real thing, and needs no plugin and no disk.
import assert from "node:assert/strict";
import { isSluiceError, memoryIO } from "@sluice/sdk";
import { orders } from "./assets.js";

const io = memoryIO();
await io.store(orders, [{ id: 1n, total: "5.00", placed: "2024-05-02T08:30:00" }], { split: true });
assert.deepEqual(await io.load(orders), [
  { id: 1n, customer: null, total: "5.00", placed: new Date("2024-05-02T08:30:00Z") },
]);

const wrong = [{ id: 2, total: "5.001", placed: new Date() }];
await assert.rejects(io.store(orders, wrong, { split: true }), (error) => {
  return isSluiceError(error, "VALUE_UNSUPPORTED") && error.details.column === "total";
});
console.log("passed");
