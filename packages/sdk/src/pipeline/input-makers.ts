import type { Columns } from "@sluice/type-mapping";
import type { Asset } from "../asset/asset.js";
import { isTable } from "../asset/family.js";
import { invalid } from "../asset/invalid.js";
import type { PartitionArgument, PartitionsArgument } from "../io/io-manager.js";
import type { Source } from "../source/define-source.js";
import type { Dep, Input, InputForm, InputSpan, PartitionMapping } from "./input.js";
import { mapInputs } from "./input.js";

/** The inputs of `D` in another form. */
export type InForm<D, Form extends InputForm> =
  D extends Input<infer C, infer P, any, infer Span>
    ? Input<C, P, Form, Span>
    : D extends Asset<infer C, infer P>
      ? Input<C, P, Form, "joined">
      : D extends Source<infer C extends Columns>
        ? Input<C, never, Form, "joined">
        : { readonly [Name in keyof D]: InForm<D[Name], Form> };

/** The inputs of `D` with other partitions. */
export type WithSpan<D, Span extends InputSpan> =
  D extends Input<infer C, infer P, infer Form, any>
    ? Input<C, P, Form, Span>
    : D extends Asset<infer C, infer P>
      ? Input<C, P, "value", Span>
      : D extends Source<infer C extends Columns>
        ? Input<C, never, "value", Span>
        : { readonly [Name in keyof D]: WithSpan<D[Name], Span> };

type DimensionsOf<D> = D extends Input<any, infer P> ? P : D extends Asset<any, infer P> ? P : never;

/** The rows of a table one after the other, in bounded memory; each `for await` reads them anew. Of one input or a group. */
export function stream<D extends Dep>(dep: D): InForm<D, "stream"> {
  return inForm(dep, "stream");
}

/** Loaded when `compute` calls its `load()`, and not before. Of one input or a group. */
export function lazy<D extends Dep>(dep: D): InForm<D, "lazy"> {
  return inForm(dep, "lazy");
}

/** The list of data files instead of what is in them, for engines that read files. Of one input or a group. */
export function files<D extends Dep>(dep: D): InForm<D, "files"> {
  return inForm(dep, "files");
}

/** All partitions that exist, whatever partition is computed. */
export function allPartitions<D extends Dep>(dep: D): WithSpan<D, "several"> {
  return withMapping(dep, { kind: "all" });
}

/**
 * The `count` partitions before the one that is computed, by the calendar of its rule: hours, days, months or years.
 * Those that do not exist are passed over. Other dimensions of the same name have the same value.
 */
export function previous<D extends Dep>(dep: D, count: number): WithSpan<D, "several"> {
  if (!Number.isSafeInteger(count) || count < 1) {
    throw invalid("", `previous(…, ${count}) is no number of partitions.`, "Give 1 or more.");
  }
  return withMapping(dep, { kind: "previous", count });
}

/**
 * The partitions `map` makes of the one that is computed: one, a list, or a range. Dimensions it leaves out: all. An
 * empty list is none: no rows of a table, an empty map of anything else.
 */
export function mapPartition<
  D extends Asset<any, any> | Input,
  const R extends PartitionsArgument<DimensionsOf<D>>,
>(
  dep: D,
  map: PartitionMap<R>,
): WithSpan<D, R extends PartitionArgument<DimensionsOf<D>> ? "one" : "several"> {
  return withMapping(dep, { kind: "mapped", map });
}

/** From the partition that is computed, a text for each dimension. The parameter may be annotated with their names. */
export type PartitionMap<R> = {
  bivariant(partition: Readonly<Record<string, string>>): R;
}["bivariant"];

function inForm<Made>(dep: Dep, form: InputForm): Made {
  const made = mapInputs(dep, (input) => {
    if (input.form !== "value") throw twice(input, `${input.form}() and ${form}()`);
    if (form === "stream" && !isTable(input.asset.description)) {
      throw invalid(
        input.asset.key,
        `${input.asset.key} has no rows to stream.`,
        "Take it as it is, or lazy().",
      );
    }
    if (form === "files" && input.asset.description.source) {
      throw invalid(input.asset.key, `${input.asset.key} is a source, which has no files.`, "Take stream().");
    }
    return { ...input, form };
  });
  return made as Made;
}

function withMapping<Made>(dep: Dep, mapping: PartitionMapping): Made {
  const made = mapInputs(dep, (input) => {
    if (input.mapping.kind !== "joined") throw twice(input, "two mappings of partitions");
    return { ...input, mapping };
  });
  return made as Made;
}

function twice({ asset }: Input, what: string): Error {
  return invalid(asset.key, `The input ${asset.key} has ${what}.`, "Leave one of them out.");
}
