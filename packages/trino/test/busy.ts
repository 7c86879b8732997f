import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";

const program = join(import.meta.dirname, "programs/busy.mjs");

/** One store of a busy process. */
export interface BusyStore {
  readonly snapshot: number;
  readonly mode: "replace" | "append";
  readonly token: string;
  readonly regions: readonly string[];
}

/** Runs a process that replaces and appends in turns, `rounds` times each. */
export async function runBusy(options: object): Promise<BusyStore[]> {
  const { stdout } = await promisify(execFile)(process.execPath, [program, JSON.stringify(options)], {
    maxBuffer: 2 ** 26,
  });
  return JSON.parse(stdout) as BusyStore[];
}

/** What a reader may see: the table after each of the stores, in order of their numbers, as `region=token` texts. */
export function statesOf(stores: readonly BusyStore[]): string[] {
  const table = new Map<string, string[]>();
  const states = [""];
  for (const { mode, token, regions } of [...stores].sort((one, other) => one.snapshot - other.snapshot)) {
    for (const region of regions) {
      const before = mode === "append" ? (table.get(region) ?? []) : [];
      table.set(region, [...before, token]);
    }
    const rows = [...table].flatMap(([region, tokens]) => tokens.map((each) => `${region}=${each}`));
    states.push(rows.sort().join(" "));
  }
  return states;
}
