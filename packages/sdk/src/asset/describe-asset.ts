import { type Field, type LogicalType, nameFault } from "@sluice/type-mapping";
import type { SluiceError } from "../error.js";
import { partitionColumn } from "../partition/path.js";
import type { AssetDescription, PartitionDimension } from "../plugin/asset-description.js";
import { checkValueAsset, type Definition } from "./check-value-asset.js";
import { invalid } from "./invalid.js";
import type { PartitionRule } from "./partition-rule.js";
import type { TableType } from "./table.js";
import type { ValueType } from "./value-type.js";

/** The definition as plugins see it, with everything checked that needs no network. */
export function describeAsset(definition: Definition): AssetDescription {
  const { key, type } = definition;
  checkKey(key);
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
    dimension(key, name, rule, fields),
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
  };
}

function isTableType(type: TableType<any> | ValueType): type is TableType<any> {
  return type.family === "table";
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
  if (/__data(_\d+)?$/i.test(key)) {
    throw invalid(key, `The key "${key}" ends in __data, which names the data tables of other assets.`);
  }
}

function checkNames(asset: string, names: readonly string[]): void {
  const seen = new Map<string, string>();
  for (const name of names) {
    const fault = nameFault(name);
    if (fault !== undefined) {
      throw invalid(asset, `${asset} has a column named ${JSON.stringify(name)}: ${fault}.`);
    }
    const lower = name.toLowerCase();
    const other = seen.get(lower);
    if (other !== undefined) {
      throw invalid(
        asset,
        `${asset} has two columns named alike: "${other}" and "${name}".`,
        "Engines do not tell case apart; a derived partition needs a name no column has.",
      );
    }
    seen.set(lower, name);
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

const partitionTypes = new Set(["boolean", "int8", "int16", "int32", "int64", "decimal", "string", "date"]);
const text: LogicalType = { id: "string" };

function dimension(
  asset: string,
  name: string,
  rule: PartitionRule,
  fields: readonly Field[],
): PartitionDimension {
  if (rule.rule === "given") {
    const type = rule.column?.type ?? text;
    if (!partitionTypes.has(type.id)) throw notPartitionable(asset, name, type);
    return { name, rule: "given", type };
  }
  const source = fields.find((field) => field.name === rule.source);
  if (source === undefined) {
    throw invalid(asset, `Partition ${name} of ${asset} is made from "${rule.source}", which is no column.`);
  }
  if (rule.rule === "value" || (rule.rule === "daily" && source.type.id === "date")) {
    if (!partitionTypes.has(source.type.id)) throw notPartitionable(asset, name, source.type);
    return { name, rule: "value", source: source.name, type: source.type };
  }
  const fits =
    source.type.id === "timestamp" ||
    source.type.id === "zonedTimestamp" ||
    (source.type.id === "date" && rule.rule !== "hourly");
  if (!fits) {
    throw invalid(
      asset,
      `Partition ${name} of ${asset} is ${rule.rule} of "${source.name}", which is ${source.type.id}.`,
      "Calendar rules need a timestamp or date column; for others there is value().",
    );
  }
  return { name, rule: rule.rule, source: source.name, type: text };
}

function notPartitionable(asset: string, name: string, type: LogicalType): SluiceError {
  return invalid(
    asset,
    `Partition ${name} of ${asset} has the type ${type.id}.`,
    `Partitions can be ${[...partitionTypes].join(", ")}.`,
  );
}
