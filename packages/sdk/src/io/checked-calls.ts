import { follow } from "../abort.js";
import { isAsset } from "../asset/is-asset.js";
import { SluiceError } from "../error.js";
import { checkOptions, choice, flag, flagOrSettings, type OptionRules, signal, texts } from "../options.js";
import { isRecord } from "../partition/partition-value.js";
import type {
  DeleteOptions,
  IOManager,
  LoadOptions,
  MaintenancePolicy,
  ReadOptions,
  SweepOptions,
} from "./io-manager.js";

const conditions = {
  fits: isRecord,
  hint: 'Give conditions by column: { total: { gt: "100.00" }, customer: null }.',
} as const;

const store = {
  ...{ partition: "any", split: flag, replace: "any", mode: "any" },
  ...{ idempotencyKey: "any", fingerprint: "any", ifSnapshot: "any" },
  ...{ metadata: "any", verify: "any", run: "any" },
  ...{ extra: choice("error", "ignore"), audit: "any", signal },
} satisfies OptionRules;

const read = {
  ...{
    columns: texts('Give a list of names: ["id", "total"].'),
    where: conditions,
    partition: "any",
    missing: choice("error", "skip"),
  },
  ...{ snapshot: "any", at: "any", via: "any", verify: flag, run: "any", signal },
} satisfies OptionRules<keyof ReadOptions<string, string>>;

const load = {
  ...read,
  ...{ onCorrupt: "any", maxRows: "any" },
} satisfies OptionRules<keyof LoadOptions<string, string>>;

const { partition, missing, snapshot, run } = read;
const files = { partition, missing, snapshot, run, signal };

const sweep = { olderThanMillis: "any", plan: flag, force: flag, signal } satisfies OptionRules<
  keyof SweepOptions
>;

const maintain = {
  optimize: flagOrSettings("smallerThanBytes"),
  expireSnapshots: flagOrSettings("olderThanMillis"),
  removeOrphans: flagOrSettings("olderThanMillis"),
  ...{ plan: flag, force: flag, signal },
} satisfies OptionRules<keyof MaintenancePolicy>;

const deletes = {
  ...{ where: "any", idempotencyKey: "any", ifSnapshot: "any", metadata: "any", run: "any", signal },
} satisfies OptionRules<keyof DeleteOptions>;

/** What a call is given before its options, and what these may be. */
interface Call {
  readonly given: readonly ("asset" | "value")[];
  readonly options: OptionRules;
}

const asset = ["asset"] as const;

const calls: Readonly<Record<Exclude<keyof IOManager, "on" | "close" | typeof Symbol.asyncDispose>, Call>> = {
  store: { given: ["asset", "value"], options: store },
  plan: { given: asset, options: store },
  load: { given: asset, options: load },
  loadEach: { given: asset, options: load },
  stream: { given: asset, options: read },
  batches: { given: asset, options: read },
  files: { given: asset, options: files },
  partitions: { given: asset, options: { run: "any", signal } },
  snapshots: {
    given: asset,
    options: { of: "any", limit: "any", partition: "any", run: "any", signal },
  },
  delete: { given: asset, options: deletes },
  rollback: { given: asset, options: { to: "any", run: "any", signal } },
  state: { given: asset, options: { run: "any" } },
  compact: { given: asset, options: { partition: "any", targetFileBytes: "any", signal } },
  sweep: { given: asset, options: sweep },
  sweepRuns: { given: [], options: sweep },
  maintain: { given: asset, options: maintain },
  query: { given: ["value"], options: { as: "any", signal } },
  assets: { given: [], options: { signal } },
  republish: { given: asset, options: { signal } },
  check: { given: [], options: { signal } },
};

type Method = (...given: unknown[]) => unknown;

/** What is no promise: a wrong call throws. Of the others it rejects. */
const now: readonly string[] = ["stream", "batches", "state"];

/**
 * The methods of an io manager, which refuse what is no asset and options that mean nothing: types do not hold everywhere.
 * Those that are promises listen to a signal that follows the caller's.
 */
export function checkedCalls<Methods extends object>(methods: Methods): Methods {
  const checked: Record<string, Method> = {};
  for (const [name, call] of Object.entries(calls)) {
    const run = methods[name as keyof Methods] as Method;
    const check = (given: readonly unknown[]): void => checkCall(`io.${name}`, call, given);
    checked[name] = now.includes(name)
      ? (...given) => {
          check(given);
          return run(...given);
        }
      : async (...given) => {
          check(given);
          return followed(run, given, call.given.length);
        };
  }
  return { ...methods, ...checked };
}

/** What `run` gives, with a signal that follows that of the options, which are `given[at]`. */
async function followed(run: Method, given: unknown[], at: number): Promise<unknown> {
  const options = given[at] as { readonly signal?: AbortSignal } | undefined;
  if (options?.signal === undefined) return run(...given);
  const { signal, end } = follow(options.signal);
  try {
    return await run(...given.slice(0, at), { ...options, signal });
  } finally {
    end();
  }
}

function checkCall(name: string, { given: before, options }: Call, given: readonly unknown[]): void {
  if (before[0] === "asset") checkAsset(name, given[0]);
  checkOptions(name, given[before.length], options);
}

function checkAsset(call: string, given: unknown): void {
  if (isAsset(given)) return;
  throw new SluiceError("ASSET_INVALID", {
    message: `${call} was given no asset, but ${given === null ? "null" : typeof given}.`,
    details: {},
    hint: "Give what defineAsset made.",
  });
}
