import type { Asset } from "../asset/asset.js";
import { familyOf, isTable } from "../asset/family.js";
import { upsertKey } from "../asset/upsert-key.js";
import { SluiceError } from "../error.js";
import type { StoreRequest } from "../flow/store-asset.js";
import type { Verification } from "../flow/verify.js";
import { isRecord, storedPartition } from "../partition/partition-value.js";
import type { WriteMetadata, WriteMode, WriteRun } from "../plugin/snapshot-log.js";
import { checkRun } from "./check-run.js";

/** Options of a store as they came in; types do not hold everywhere. */
interface StoreOptions {
  readonly partition?: unknown;
  readonly split?: unknown;
  readonly replace?: unknown;
  readonly mode?: WriteMode;
  readonly idempotencyKey?: string;
  readonly fingerprint?: string;
  readonly ifSnapshot?: number;
  readonly metadata?: WriteMetadata;
  readonly verify?: Verification;
  readonly run?: WriteRun;
  readonly extra?: "error" | "ignore";
  readonly audit?: unknown;
}

/** What the options ask for, checked against the asset. */
export function storeRequest(asset: Asset, options: StoreOptions = {}): StoreRequest {
  const mode = options.mode ?? asset.mode;
  if (!modes.includes(mode)) {
    throw new SluiceError("CAPABILITY_MISSING", {
      message: `There is no mode "${String(mode)}".`,
      details: { capability: String(mode), plugin: "@sluice/sdk" },
      hint: `Modes are ${modes.join(", ")}.`,
    });
  }
  if (options.audit !== undefined) {
    throw new SluiceError("CAPABILITY_MISSING", {
      message: `${asset.key} cannot be stored with an audit: no engine here makes the branch that it would look at.`,
      details: { capability: "audit", plugin: "@sluice/sdk" },
      hint: "Store under another key, look at that, and store it again under this one; or check with { verify }.",
    });
  }
  if (mode !== "replace" && !isTable(asset.description)) {
    throw new SluiceError("CAPABILITY_MISSING", {
      message: `${asset.key} is ${familyOf(asset.description)}, which has no rows to ${mode}.`,
      details: { capability: mode, plugin: "@sluice/sdk" },
      hint: "Each store replaces the value; partitions keep several.",
    });
  }
  if (options.replace === "all" && mode !== "replace") {
    throw new SluiceError("CONFIGURATION_INVALID", {
      message: `${asset.key} cannot be stored with both mode "${mode}" and replace: "all".`,
      details: { option: "replace" },
      hint: `Leave one of them out: ${mode} keeps what is there.`,
    });
  }
  checkCommitOptions(asset.key, options);
  checkVerification(asset.key, options.verify);
  const target = targetOf(asset, options);
  if (options.replace !== undefined && !(options.replace === "all" && target === "split")) {
    throw new SluiceError("CONFIGURATION_INVALID", {
      message: `${asset.key} cannot be stored with replace: ${JSON.stringify(options.replace)}${target === "split" ? "" : " and no split"}.`,
      details: { option: "replace" },
      hint: 'Give { split: true, replace: "all" } to empty the partitions that no row names; else leave replace out.',
    });
  }
  return {
    target,
    mode,
    schemaEvolution: asset.schemaEvolution,
    scope: asset.description.partitions.length === 0 || options.replace === "all" ? "all" : "named",
    ignoreExtra: options.extra === "ignore",
    ...(mode === "upsert" ? { key: upsertKey(asset.description, asset.primaryKey) } : {}),
    ...(options.idempotencyKey === undefined ? {} : { idempotencyKey: options.idempotencyKey }),
    ...(options.fingerprint === undefined ? {} : { fingerprint: options.fingerprint }),
    ...(options.ifSnapshot === undefined ? {} : { ifSnapshot: options.ifSnapshot }),
    ...(options.metadata === undefined ? {} : { metadata: options.metadata }),
    ...(options.verify === undefined ? {} : { verify: options.verify }),
    ...(options.run === undefined ? {} : { run: options.run }),
  };
}

const modes: readonly WriteMode[] = ["replace", "append", "upsert"];

/** What is said with every commit. */
export function checkCommitOptions(
  asset: string,
  options: Pick<StoreOptions, "ifSnapshot" | "metadata" | "run" | "idempotencyKey" | "fingerprint">,
): void {
  const { ifSnapshot, metadata, run } = options;
  checkText(asset, "idempotencyKey", options.idempotencyKey);
  checkText(asset, "fingerprint", options.fingerprint);
  checkIfSnapshot(asset, ifSnapshot);
  checkMetadata(asset, metadata);
  checkRun(asset, run);
}

/** Of what is no text two different values may look the same in the log: one of the writes would be lost. */
function checkText(asset: string, option: "idempotencyKey" | "fingerprint", value: unknown): void {
  if (value === undefined || (typeof value === "string" && value !== "")) return;
  throw new SluiceError("CONFIGURATION_INVALID", {
    message: `${asset} cannot be stored with ${option}: ${value === "" ? "an empty text" : typeof value}.`,
    details: { option },
    hint: "Give a text that is not empty, or leave it out.",
  });
}

function checkIfSnapshot(asset: string, ifSnapshot: unknown): void {
  if (ifSnapshot === undefined || (Number.isSafeInteger(ifSnapshot) && (ifSnapshot as number) >= 0)) return;
  throw new SluiceError("CONFIGURATION_INVALID", {
    message: `${asset} cannot be stored with ifSnapshot: ${String(ifSnapshot)}.`,
    details: { option: "ifSnapshot" },
    hint: "Give the number of a snapshot, as a receipt or io.snapshots says it; 0 if nobody may have stored before.",
  });
}

function checkVerification(asset: string, verify: unknown): void {
  if (verify === undefined || verifications.includes(verify as Verification)) return;
  throw new SluiceError("CONFIGURATION_INVALID", {
    message: `${asset} cannot be stored with verify: ${JSON.stringify(verify)}.`,
    details: { option: "verify" },
    hint: `Give ${verifications.join(", ")}.`,
  });
}

const verifications: readonly Verification[] = ["files", "checksum", "sql"];

function isPlainData(value: unknown): boolean {
  if (typeof value === "number") return Number.isFinite(value);
  return value === null || typeof value === "string" || typeof value === "boolean";
}

/** What the log would lose or change without a word is refused. */
function checkMetadata(asset: string, metadata: unknown): void {
  if (metadata === undefined) return;
  const [bad] = isRecord(metadata)
    ? Object.entries(metadata).flatMap(([name, value]) =>
        isPlainData(value) ? [] : [`${name}: ${String(value)}`],
      )
    : [String(metadata)];
  if (bad === undefined) return;
  throw new SluiceError("CONFIGURATION_INVALID", {
    message: `${asset} cannot be stored with the metadata ${bad}.`,
    details: { option: "metadata" },
    hint: "Give an object of texts, finite numbers, booleans and nulls.",
  });
}

function targetOf({ description }: Asset, options: StoreOptions): StoreRequest["target"] {
  const dimensions = description.partitions;
  if (options.split === true) {
    if (options.partition !== undefined) {
      const hint = "Give { partition } for one, or { split: true } to let each row say.";
      throw partitionInvalid(
        description.key,
        "split",
        "cannot be stored with both split and partition",
        hint,
      );
    }
    if (dimensions.length === 0) {
      throw partitionInvalid(
        description.key,
        "split",
        "has no partitions to split into",
        "Store it without { split }.",
      );
    }
    if (!isTable(description)) {
      const what = `is ${familyOf(description)}, which has no rows to split`;
      throw partitionInvalid(
        description.key,
        "split",
        what,
        "Store the value of each partition with { partition }.",
      );
    }
    const given = dimensions.find((dimension) => dimension.rule === "given");
    if (given !== undefined) {
      const hint = `Store each ${given.name} with { partition }.`;
      throw partitionInvalid(
        description.key,
        "split",
        `has the partition ${given.name}, which rows do not carry`,
        hint,
      );
    }
    return "split";
  }
  if (options.partition !== undefined) return storedPartition(description, options.partition);
  if (dimensions.length === 0) return [];
  const names = dimensions.map((dimension) => dimension.name).join(", ");
  throw partitionInvalid(
    description.key,
    names,
    `is partitioned by ${names}, and the store names none`,
    isTable(description)
      ? "Give { partition } for one, or { split: true } to let each row say."
      : "Give { partition }.",
  );
}

function partitionInvalid(asset: string, partition: string, what: string, hint: string): SluiceError {
  return new SluiceError("PARTITION_INVALID", {
    message: `${asset} ${what}.`,
    details: { asset, partition },
    hint,
  });
}
