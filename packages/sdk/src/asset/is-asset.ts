import { isRecord } from "../partition/partition-value.js";
import type { Source } from "../source/define-source.js";
import type { AnyAsset } from "./asset.js";

/** Whether it is what `defineAsset` or `defineSource` made, as far as can be seen. */
export function isAsset(given: unknown): given is AnyAsset | Source<any> {
  return isRecord(given) && isRecord(given.description) && typeof given.description.key === "string";
}
