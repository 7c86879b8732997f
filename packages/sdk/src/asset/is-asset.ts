import { isRecord } from "../partition/partition-value.js";

/** Whether it is what `defineAsset` or `defineSource` made, as far as can be seen. */
export function isAsset(given: unknown): boolean {
  return isRecord(given) && isRecord(given.description) && typeof given.description.key === "string";
}
