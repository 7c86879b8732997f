import type { SchemaChange } from "@sluice/type-mapping";
import type { SluiceError } from "../error.js";
import type { WriteMode } from "../plugin/snapshot-log.js";

/** What a store would do, found out without doing it. `…` stands for what only the store itself will know. */
export interface StorePlan<P extends string = string> {
  readonly asset: string;
  readonly mode: WriteMode;
  readonly operation: "store";
  /** Name for SQL, if an engine shows the asset. */
  readonly relation: string | undefined;
  /** The newest snapshot, on which it would build; 0 before the first. */
  readonly snapshot: number;
  /** The partitions it would write; `all` for an asset without any, `rows` where the rows say. */
  readonly partitions: "all" | "rows" | readonly { readonly [Name in P]: string | null }[];
  /** Whether it would empty every other partition too. */
  readonly replacesAll: boolean;
  /** What the keys of its files would look like: `sales/orders/data/day=…/write=…/part-…`, and the extension. */
  readonly files: readonly string[];
  /** What the catalog would run, in order. */
  readonly statements: readonly string[];
  /** What would change about the columns. */
  readonly changes: readonly SchemaChange[];
  /** What is good to know: where the catalog keeps something in another way, what an idempotency key would find. */
  readonly notes: readonly string[];
  /** The errors a store would give now, before its first byte. Empty: none is in sight. */
  readonly refusals: readonly SluiceError[];
  /** All of it for people, some lines of text. */
  readonly text: string;
  toString(): string;
}

const maxStatementLength = 2000;

/** The plan as text. */
export function planText(plan: Omit<StorePlan, "text" | "toString">): string {
  const { asset, snapshot, relation } = plan;
  const base = snapshot === 0 ? "which has never been stored" : `on top of snapshot ${snapshot}`;
  const sections = [
    section(
      "Refused",
      plan.refusals.map(({ message }) => message),
    ),
    section(
      "Columns",
      plan.changes.map(({ text }) => text),
    ),
    section("Files", plan.files),
    section(
      relation === undefined ? "SQL" : `SQL, which makes ${relation}`,
      plan.statements.map((statement) => `${shortened(statement)};`),
    ),
    section("Notes", plan.notes),
  ];
  return [`Store of ${asset}, ${base}: ${whatText(plan)}.`, ...sections.flat()].join("\n");
}

function whatText({
  mode,
  partitions,
  replacesAll,
}: Pick<StorePlan, "mode" | "partitions" | "replacesAll">): string {
  if (replacesAll) return "replace everything";
  const verb = { append: "append to", upsert: "upsert into", replace: "replace" }[mode];
  if (partitions === "all") return `${verb} what is there`;
  if (partitions === "rows") return `${verb} the partitions in the rows`;
  const names = partitions.map((each) =>
    Object.entries(each).map(([name, value]) => `${name}=${value ?? "null"}`),
  );
  return `${verb} ${names.map((each) => each.join("/")).join(", ")}`;
}

/** A view can name every file of the table. */
function shortened(statement: string): string {
  if (statement.length <= maxStatementLength) return statement;
  return `${statement.slice(0, maxStatementLength)}… (${statement.length} characters)`;
}

function section(title: string, items: readonly string[]): string[] {
  if (items.length === 0) return [];
  return ["", title, ...items.map((item) => `  ${item.replaceAll("\n", "\n  ")}`)];
}
