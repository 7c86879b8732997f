import { isTable } from "../asset/family.js";
import { mapConcurrent } from "../concurrent.js";
import type { LazyValue } from "./compute.js";
import { mapInputs } from "./input.js";
import { newestChange, runOption } from "./newest-change.js";
import { relationOf } from "./relation-of.js";
import type { Task, TaskInput } from "./task.js";

/** Inputs loaded at once. */
const concurrency = 8;

export interface InputContext {
  readonly run: string;
  /** Snapshot to read of each input, by key; 0 for one never stored. */
  readonly snapshots: ReadonlyMap<string, number>;
  readonly signal: AbortSignal;
}

/** What `compute` sees as `deps`. */
export async function loadInputs({ recipe, inputs }: Task, context: InputContext): Promise<unknown> {
  const values = await mapConcurrent(inputs, concurrency, (input) => inputValue(input, context));
  let next = 0;
  return mapInputs(recipe.deps, () => values[next++]);
}

async function inputValue(input: TaskInput, context: InputContext): Promise<unknown> {
  switch (input.form) {
    case "value":
      return load(input, context);
    case "lazy":
      return lazyValue(input, context);
    case "stream":
      return { [Symbol.asyncIterator]: () => rows(input, context) };
    case "relation":
      return relationOf(input, context.signal);
    case "files":
      return isEmpty(input, context) ? [] : input.io.files(input.asset, readOptions(input, context));
  }
}

async function load(input: TaskInput, context: InputContext): Promise<unknown> {
  const { asset, io, selection } = input;
  const isRows = isTable(asset.description);
  if (isEmpty(input, context)) return isRows ? [] : new Map();
  const options = readOptions(input, context);
  return isRows || !selection.several ? io.load(asset, options) : io.loadEach(asset, options);
}

async function lazyValue(input: TaskInput, context: InputContext): Promise<LazyValue<unknown>> {
  const { asset, io, selection } = input;
  const upTo = context.snapshots.get(asset.key);
  const newest = await newestChange(asset, io, selection.partition, context.run, upTo);
  return { load: () => load(input, context), metadata: newest?.metadata ?? {} };
}

async function* rows(input: TaskInput, context: InputContext): AsyncGenerator<unknown> {
  if (!isEmpty(input, context)) yield* input.io.stream(input.asset, readOptions(input, context));
}

/** Of an asset never stored there are no previous partitions; anything else that is missing, reading says. */
function isEmpty({ asset, selection }: TaskInput, { snapshots }: InputContext): boolean {
  return selection.missing === "skip" && snapshots.get(asset.key) === 0;
}

function readOptions({ asset, selection }: TaskInput, { run, snapshots, signal }: InputContext): object {
  const { partition, missing } = selection;
  // Number 0 is no snapshot: reading the newest one tells that there is none.
  const snapshot = snapshots.get(asset.key) || undefined;
  return { partition, missing, snapshot, signal, ...runOption(asset, run) };
}
