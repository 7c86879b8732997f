import { foldedName, nameFault } from "@sluice/type-mapping";
import { partitionColumn } from "../partition/path.js";
import type { AssetDescription } from "../plugin/asset-description.js";
import { checkValueAsset, type Definition } from "./check-value-asset.js";
import { describePartition } from "./describe-partition.js";
import { invalid } from "./invalid.js";
import type { TableType } from "./table.js";
import type { ValueType } from "./value-type.js";

/** The definition as plugins see it, with everything checked that needs no network. */
export function describeAsset(definition: Definition): AssetDescription {
  const { key, type } = definition;
  checkKey(key);
  checkEvolution(key, definition.schemaEvolution);
  checkScope(definition);
  const schema = isTableType(type) ? type.schema : { fields: [] };
  const { fields } = schema;
  if (!isTableType(type)) checkValueAsset(definition);
  else if (fields.length === 0) {
    throw invalid(key, `${key} has no columns.`, "A table needs at least one column.");
  }
  checkNames(
    key,
    fields.map((field) => field.name),
  );
  const partitions = Object.entries(definition.partitions ?? {}).map(([name, rule]) =>
    describePartition(key, name, rule, fields),
  );
  checkNames(key, [
    ...fields.map((field) => field.name),
    ...partitions.flatMap((each) => (each.rule === "value" ? [] : [each.name])),
  ]);
  checkFolders(key, partitions.map(partitionColumn));
  for (const name of definition.primaryKey ?? []) {
    if (!fields.some((field) => field.name === name)) {
      throw invalid(key, `The primary key of ${key} names "${name}", which is no column.`);
    }
  }
  return {
    key,
    ...(isTableType(type) ? {} : { family: type.family }),
    schema,
    partitions,
    ...(definition.comment === undefined ? {} : { comment: definition.comment }),
    on: definition.on ?? {},
    ...(definition.scope === "run" ? { scope: "run" } : {}),
  };
}

function isTableType(type: TableType<any> | ValueType): type is TableType<any> {
  return type.family === "table";
}

function checkScope({ key, scope, on = {} }: Definition): void {
  if (scope === undefined) return;
  if (scope !== "run") throw invalid(key, `${key} has the scope "${scope}".`, 'The only one is "run".');
  if (Object.keys(on).length === 0) return;
  throw invalid(key, `${key} has options for engines: none shows an asset of a run.`, "Leave { on } out.");
}

const segmentPattern = /^[A-Za-z0-9][A-Za-z0-9_-]*$/;

function checkKey(key: string): void {
  const segments = typeof key === "string" ? key.split("/") : [];
  const bad = segments.find((segment) => !segmentPattern.test(segment) || segment.length > 128);
  if (segments.length === 0 || bad !== undefined) {
    throw invalid(
      String(key),
      `"${key}" cannot be the key of an asset${bad ? `: segment "${bad}"` : ""}.`,
      "Use segments of letters, digits, _ and -, starting with a letter or digit, at most 128 long, joined by /.",
    );
  }
  if (/__data(_\d+|_floors)?$/i.test(key)) {
    const end = key.slice(key.toLowerCase().lastIndexOf("__data"));
    throw invalid(key, `The key "${key}" ends in ${end}, which names tables of other assets.`);
  }
}

const policies = ["strict", "additive", "replace"];

function checkEvolution(key: string, policy: string | undefined): void {
  if (policy === undefined || policies.includes(policy)) return;
  throw invalid(
    key,
    `${key} has schemaEvolution "${String(policy)}", which there is not.`,
    `There are ${policies.join(", ")}.`,
  );
}

function checkNames(asset: string, names: readonly string[]): void {
  const seen = new Map<string, string>();
  for (const name of names) {
    const fault = nameFault(name);
    if (fault !== undefined) {
      throw invalid(asset, `${asset} has a column named ${JSON.stringify(name)}: ${fault}.`);
    }
    const folded = foldedName(name);
    const other = seen.get(folded);
    if (other !== undefined) {
      throw invalid(
        asset,
        `${asset} has two columns named alike: "${other}" and "${name}".`,
        "Engines do not tell case apart; a derived partition needs a name no column has.",
      );
    }
    seen.set(folded, name);
  }
}

function checkFolders(asset: string, names: readonly string[]): void {
  const hidden = names.find((name) => name.startsWith("_") || name.startsWith("."));
  if (hidden !== undefined) {
    throw invalid(
      asset,
      `${asset} has a partition named "${hidden}".`,
      "Engines do not look into folders whose name starts with _ or a dot.",
    );
  }
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw invalid(asset, `${asset} is partitioned twice by "${twice}".`);
}
