import type { AnyAsset } from "../asset/asset.js";
import { invalid } from "../asset/invalid.js";
import { type Deps, mapInputs } from "./input.js";

/** How an asset is computed, its types erased. */
export interface Recipe {
  readonly deps: Deps;
  readonly after: readonly AnyAsset[];
  readonly compute: (context: any) => unknown;
  readonly codeVersion?: string;
}

/** What a definition says about computing; types do not hold everywhere. */
interface Definition {
  readonly key: string;
  readonly deps?: Deps;
  readonly after?: readonly AnyAsset[];
  readonly compute?: (context: any) => unknown;
  readonly codeVersion?: string;
  readonly io?: string;
}

/** The recipe of an asset that has one. `ASSET_INVALID` for what could never be computed. */
export function recipeOf({
  key,
  deps = {},
  after = [],
  compute,
  codeVersion,
  io,
}: Definition): Recipe | undefined {
  checkText(key, "codeVersion", codeVersion);
  checkText(key, "io", io);
  if (compute === undefined) {
    if (Object.keys(deps).length === 0 && after.length === 0 && codeVersion === undefined) return undefined;
    throw invalid(key, `${key} has inputs or a codeVersion, and no compute.`, "Give { compute }.");
  }
  if (typeof compute !== "function") throw invalid(key, `The compute of ${key} is no function.`);
  if (!Array.isArray(after) || !after.every((each) => typeof each?.key === "string"))
    throw invalid(key, `The after of ${key} is no list of assets.`, "Give { after: [asset] }.");
  mapInputs(deps, () => undefined);
  return { deps, after: [...after], compute, ...(codeVersion === undefined ? {} : { codeVersion }) };
}

function checkText(key: string, option: string, value: unknown): void {
  if (value === undefined || (typeof value === "string" && value !== "")) return;
  throw invalid(key, `The ${option} of ${key} is ${JSON.stringify(value)}.`, "Give a text.");
}
