import { setTimeout as pause } from "node:timers/promises";
import type { ObjectStore } from "@sluice/sdk/plugin";
import type { StatementClient } from "@sluice/trino/client";
import { fakeClient, refused } from "./fake-client.js";
import { sharedStore } from "./fake-iceberg.js";

/** What a statement is for, by how it begins. */
const steps = {
  look: /^SELECT table_name/,
  owner: /^SELECT \*/,
  schema: /^CREATE SCHEMA/,
  table: /^CREATE TABLE/,
  try: /^CALL \S+register_partition\(.*_table\/probe\//s,
  "end trying": /^CALL \S+unregister_partition/,
  register: /^CALL \S+register_partition/,
  claim: /^CREATE VIEW/,
  show: /^CREATE OR REPLACE VIEW/,
} as const;

/** One asset's table in a Hive catalog and its objects in a store. Tells when each statement and request began and ended. */
export class FakeHive {
  /**
   * `+step` where it begins, `-step` where it has ended. Objects are named by verb and folder, and what comes again is
   * counted: `+put _log`, `+get _log#2`.
   */
  readonly trace: string[] = [];
  /** The comment of each table and view there is. */
  readonly comments = new Map<string, string>();
  /** The step that takes its time; all others are done at once. */
  slow: string | undefined;
  readonly store: ObjectStore;

  constructor() {
    const store = sharedStore();
    const request =
      <Rest extends unknown[], Result>(verb: string, call: (key: string, ...rest: Rest) => Promise<Result>) =>
      (key: string, ...rest: Rest): Promise<Result> =>
        this.step(`${verb} ${/\/(data|_\w+)\//.exec(key)?.[1] ?? key}`, () => call(key, ...rest));
    this.store = { ...store, put: request("put", store.put), get: request("get", store.get) };
  }

  client(): StatementClient {
    const inner = fakeClient((sql) => this.answer(sql));
    return { ...inner, run: (sql, options) => this.step(stepOf(sql), () => inner.run(sql, options)) };
  }

  private async step<Result>(kind: string, run: () => Promise<Result>): Promise<Result> {
    const isKind = (each: string): boolean => each === `+${kind}` || each.startsWith(`+${kind}#`);
    const before = this.trace.filter(isKind).length;
    const name = before === 0 ? kind : `${kind}#${before + 1}`;
    this.trace.push(`+${name}`);
    try {
      if (name === this.slow) await pause(60);
      return await run();
    } finally {
      this.trace.push(`-${name}`);
    }
  }

  private answer(sql: string): { readonly rows: unknown[][] } | undefined {
    const made = /^CREATE (OR REPLACE )?(?:TABLE|VIEW) [^.]+\.[^.]+\.(\w+)/.exec(sql);
    if (made !== null) {
      const [, replaces, name = ""] = made;
      if (replaces === undefined && this.comments.has(name))
        throw refused("TABLE_ALREADY_EXISTS", "It is there.", sql);
      this.comments.set(name, /^COMMENT '(.*)'$/m.exec(sql)?.[1] ?? "");
    }
    return stepOf(sql) === "look" ? { rows: [...this.comments] } : undefined;
  }
}

function stepOf(sql: string): string {
  const found = Object.entries(steps).find(([, pattern]) => pattern.test(sql));
  return found?.[0] ?? sql;
}
