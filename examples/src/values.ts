// Values that are no tables: JSON, bytes, JavaScript objects; and a small state beside the data.
import { bytes, date, defineAsset, given, json, object } from "@sluice/sdk";
import { io } from "./lake.js";

const settings = defineAsset({ key: "examples/settings", type: json() });
const picture = defineAsset({ key: "examples/picture", type: bytes() });
const model = defineAsset({
  key: "examples/model",
  type: object<{ weights: Float64Array; seen: Set<string> }>(),
  partitions: { day: given(date()) },
});

await io.store(settings, { retries: 3, regions: ["eu", "us"] });
await io.store(picture, new Uint8Array([137, 80, 78, 71]));
await io.store(model, { weights: Float64Array.of(0.5), seen: new Set(["Ada"]) }, { partition: "2024-05-01" });
console.log(await io.load(settings), await io.load(picture), await io.loadEach(model));

const state = io.state(settings);
await state.set({ readUpTo: "2024-05-01" });
console.log(await state.get());
await io.close();
