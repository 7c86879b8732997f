import { randomBytes } from "node:crypto";

/** Where things of an asset lie, below its key. Names that start with `_` are hidden from engines. */

/** Digits of a log number in a key, so that keys sort as numbers. */
const numberDigits = 10;

export const layout = {
  /** What the keys of all but the data start with. No asset lies below. */
  hidden: (asset: string): string => `${asset}/_`,
  /** One entry a commit, created once: `sales/orders/_log/0000000012.json`. */
  logFolder: (asset: string): string => `${asset}/_log/`,
  logEntry: (asset: string, number: number): string => `${asset}/_log/${padded(number)}.json`,
  checkpointFolder: (asset: string): string => `${asset}/_checkpoints/`,
  /** The whole snapshot, or only the commits after the whole snapshot `after`. */
  checkpoint: (asset: string, number: number, after?: number): string =>
    `${asset}/_checkpoints/${padded(number)}${after === undefined ? "" : `.after-${padded(after)}`}.json.gz`,
  /** Advisory: the newest checkpoint and the commits since. */
  recentCommits: (asset: string): string => `${asset}/_checkpoints/_recent.json.gz`,
  seal: (asset: string, hash: string, attempt: number): string =>
    `${asset}/_seals/${hash}/${String(attempt).padStart(4, "0")}.json`,
  sealFolder: (asset: string): string => `${asset}/_seals/`,
  /** Put again and again, to ask the store what time it is. */
  clock: (asset: string): string => `${asset}/_clock.json`,
  dataFolder: (asset: string): string => `${asset}/data/`,
  /** Folder of one write in one partition. */
  writeFolder: (asset: string, partitionPath: string, write: string): string =>
    [asset, "data", partitionPath, `write=${write}`].filter((part) => part !== "").join("/"),
  part: (folder: string, index: number, extension: string): string =>
    `${folder}/part-${String(index).padStart(5, "0")}.${extension}`,
  /** One version of the state, created once: `sales/orders/_state/0000000003.json`. */
  stateFolder: (asset: string): string => `${asset}/_state/`,
  state: (asset: string, version: number): string => `${asset}/_state/${padded(version)}.json`,
  /** Advisory: the number of a recent version. */
  latestState: (asset: string): string => `${asset}/_state/_latest.json`,
  /** Everything of the assets with the scope `run`, one folder below it for each run. In no index. */
  runsFolder: "_runs/",
  /** Everything of one run: `_runs/run=2024-05-01T10%3A00/`. */
  runFolder: (run: string): string => `_runs/run=${encodeURIComponent(run)}/`,
  /** The key that an asset of the scope `run` has in that run. */
  keyInRun: (run: string, asset: string): string => `${layout.runFolder(run)}${asset}`,
  /** The report of a write that failed, where these are kept. */
  failure: (asset: string, id: string): string => `${asset}/_failures/${id}.json`,
  /** One object for each asset the store has ever held. */
  assetIndexFolder: "_assets/",
  assetIndex: (asset: string): string => `_assets/${encodeURIComponent(asset)}.json`,
} as const;

/** The id of a write: random, and unlike anything else that may follow `write=` in a folder's name. */
export function newWriteId(): string {
  return randomBytes(12).toString("hex");
}

/** The write in the last segment of its folder, `write=…`; `undefined` for any other segment. */
export function writeIn(segment: string): string | undefined {
  return /^write=([0-9a-f]{24})$/.exec(segment)?.[1];
}

/** The number in the key of a log entry; `undefined` for any other key. */
export function logNumber(asset: string, key: string): number | undefined {
  return numberBelow(layout.logFolder(asset), key);
}

/** The number in the key of a version of the state; `undefined` for any other key. */
export function stateNumber(asset: string, key: string): number | undefined {
  return numberBelow(layout.stateFolder(asset), key);
}

function numberBelow(folder: string, key: string): number | undefined {
  const match = /^(\d{10})\.json$/.exec(key.slice(folder.length));
  return match === null ? undefined : Number(match[1]);
}

function padded(number: number): string {
  return String(number).padStart(numberDigits, "0");
}
