import type { Columns } from "@sluice/type-mapping";
import type { AnyAsset, Asset } from "../asset/asset.js";
import { invalid } from "../asset/invalid.js";
import { isAsset } from "../asset/is-asset.js";
import type { ValueType } from "../asset/value-type.js";
import type { Source } from "../source/define-source.js";

/** How an input arrives in `compute`. */
export type InputForm = "value" | "stream" | "lazy" | "files" | "relation";

/** Which partitions of an input a partition of the computed asset takes. */
export type PartitionMapping =
  /** Dimensions of the same name have the same value; of any other dimension all. */
  | { readonly kind: "joined" }
  | { readonly kind: "all" }
  /** So many steps of the calendar before this one. */
  | { readonly kind: "previous"; readonly count: number }
  | { readonly kind: "mapped"; readonly map: (partition: Readonly<Record<string, string>>) => unknown };

/** How many partitions of the input there are: as many as joining its dimensions gives, one, or any number. */
export type InputSpan = "joined" | "one" | "several";

/** An input of a `compute` with its form and partitions. */
export interface Input<
  C extends Columns | ValueType = any,
  P extends string = any,
  Form extends InputForm = any,
  Span extends InputSpan = any,
> {
  readonly asset: Asset<C, P>;
  readonly form: Form;
  readonly mapping: PartitionMapping;
  /** Type-level only; never present at run time. */
  readonly "~span"?: Span;
}

/** Inputs by name; records inside of records are groups. */
export interface Deps {
  readonly [name: string]: Dep;
}

export type Dep = AnyAsset | Source<any> | Input | Deps;

/** `dep` with what `each` makes of its inputs in their place. */
export function mapInputs<Each>(
  dep: Dep,
  each: (input: Input) => Each,
  path = "",
): Each | { readonly [name: string]: unknown } {
  if (isInput(dep)) return each(dep);
  // A source is read as an asset without partitions is.
  if (isAsset(dep)) return each({ asset: dep as AnyAsset, form: "value", mapping: { kind: "joined" } });
  if (typeof dep !== "object" || dep === null || Array.isArray(dep)) {
    throw invalid(path, `The input ${path} is no asset.`, "Give assets, or records of assets, by name.");
  }
  const entries = Object.entries(dep).map(
    ([name, inner]) => [name, mapInputs(inner, each, path === "" ? name : `${path}.${name}`)] as const,
  );
  return Object.fromEntries(entries);
}

function isInput(dep: Dep): dep is Input {
  return typeof dep === "object" && dep !== null && "form" in dep && typeof dep.form === "string";
}
