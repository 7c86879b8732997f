// Writes docs/types.md: what each logical type is in each target, as the code says.

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { argv } from "node:process";
import { fileURLToPath } from "node:url";
import { parseType, targetNames, targetType, typeText } from "@sluice/type-mapping";
import { root } from "./lib/workspace.mjs";

/** @import { LogicalType, MappingOptions, Remark, TargetName } from "@sluice/type-mapping" */

export const typesPagePath = join(root, "docs/types.md");

/** @type {Record<TargetName, string>} */
const titles = {
  javascript: "JavaScript",
  arrow: "Arrow",
  parquet: "Parquet",
  trino: "Trino",
  hive: "Hive, through the view",
  "hive-table": "Hive, plain table",
  iceberg: "Iceberg",
  delta: "Delta",
  duckdb: "DuckDB",
};

const types = [
  ...["boolean", "int8", "int16", "int32", "int64", "float32", "float64"],
  ...["decimal(9,2)", "decimal(18,2)", "decimal(38,2)", "string", "binary", "date", "time"],
  ...["timestamp(3)", "timestamp(6)", "timestamp(9)"],
  ...["zonedTimestamp(3)", "zonedTimestamp(6)", "zonedTimestamp(9)", "uuid", "json"],
  ...["list(int64?)", "map(string, int64?)", 'struct("a" int64, "b" string?)'],
].map(parseType);

/** @type {[TargetName, MappingOptions[]][]} */
const asked = [
  [
    "hive-table",
    [
      { timeAs: "micros" },
      { zonedAs: "utc" },
      { timestampPrecision: 6 },
      { timestampPrecision: 9 },
      { zonedAs: "utc", timestampPrecision: 6 },
      { zonedAs: "utc", timestampPrecision: 9 },
    ],
  ],
  ["delta", [{ timeAs: "micros" }]],
];

/** The page as text. */
export function typesPage() {
  return `# Types

What each logical type is in JavaScript, in files and in every engine. Generated from the code by \`npm run docs:types\`; a
test fails when this page says anything else.

A type that a target has is kept exactly: every value comes back as it was. Where it is kept as another logical type, a wider
one or text, that is said. A type that a target lacks is refused before a byte is written, with what to use instead. What
changes the meaning of a column happens only where it is [asked for](#what-has-to-be-asked-for).

\`describeMapping(schema, target, options)\` says the same of a schema, a line for each column.

## Every type in every target

${allTable()}

## What is different, and what is refused

${targetNames
  .filter((target) => target !== "trino")
  .map(differences)
  .join("\n\n")}

## What has to be asked for

Mapping options, with what they change.

${askedTable()}

\`timestampPrecision\` says what the Hive catalog or session gives every timestamp (\`hive.timestamp-precision\`); it changes
nothing there. Files keep the column's own digits.

## Names

Columns and fields have 1 to 255 characters, no control characters and no space at either end, and no two differ by case only.
Whatever else is in a name is quoted. Beyond that:

- Hive keeps names in lower case. A field inside a struct has letters, digits, blanks, \`_\`, \`.\` and \`$\`; a column has no
  comma and not the name of one that Trino adds, such as \`$path\`.
- Delta without column mapping has no blanks, tabs, commas, semicolons, equals signs, parentheses or braces in names. Trino
  shows fields inside a struct in lower case.

## Keys of maps

Keys are never null and are scalars, but no floats and no JSON: engines do not agree on which of those are equal.
`;
}

function allTable() {
  const lines = types.map((type) => {
    const cells = targetNames.map((target) => {
      const answer = targetType(target, { type, nullable: false });
      return answer.refusals === undefined ? code(answer.text) : "refused";
    });
    return `| ${[code(typeText(type)), ...cells].join(" | ")} |`;
  });
  const names = ["logical type", ...targetNames.map((target) => titles[target])];
  return [`| ${names.join(" | ")} |`, `|${names.map(() => " --- |").join("")}`, ...lines].join("\n");
}

/** @param {TargetName} target */
function differences(target) {
  const lines = types
    .map((type) => row(type, target, {}))
    .filter(({ kept, said }) => kept + said !== "")
    .map(({ type, there, kept, said }) => `| ${type} | ${there} | ${kept} | ${said} |`);
  return `### ${titles[target]}

| logical type | type there | kept as | note |
| --- | --- | --- | --- |
${lines.join("\n")}`;
}

function askedTable() {
  const lines = asked.flatMap(([target, all]) =>
    all.flatMap((options) => {
      // Of what two options do together, only what neither does alone.
      const fewer = [{}, ...all.filter((each) => each !== options && contains(options, each))];
      return types
        .filter((type) => fewer.every((each) => !same(row(type, target, options), row(type, target, each))))
        .map((type) => row(type, target, options))
        .map(({ type, there, kept, said }) =>
          [titles[target], optionsText(options), type, there, kept, said].join(" | "),
        );
    }),
  );
  return `| target | option | logical type | type there | kept as | note |
| --- | --- | --- | --- | --- | --- |
${lines.map((line) => `| ${line} |`).join("\n")}`;
}

/** @param {LogicalType} type @param {TargetName} target @param {MappingOptions} options */
function row(type, target, options) {
  const answer = targetType(target, { type, nullable: false }, options);
  const name = code(typeText(type));
  if (answer.refusals !== undefined) {
    return { type: name, there: "refused", kept: "", said: remarksText(answer.refusals) };
  }
  const kept = typeText(answer.kept) === typeText(type) ? "" : code(typeText(answer.kept));
  return { type: name, there: code(answer.text), kept, said: remarksText(answer.notes) };
}

/** @param {MappingOptions} options @param {MappingOptions} fewer */
function contains(options, fewer) {
  const all = new Map(Object.entries(options));
  return Object.entries(fewer).every(([name, value]) => all.get(name) === value);
}

/** @param {unknown} left @param {unknown} right */
function same(left, right) {
  return JSON.stringify(left) === JSON.stringify(right);
}

/** @param {MappingOptions} options */
function optionsText(options) {
  const texts = Object.entries(options).map(([name, value]) => `${name}: ${JSON.stringify(value)}`);
  return code(texts.join(", "));
}

/** @param {readonly Remark[]} remarks */
function remarksText(remarks) {
  return remarks
    .map(({ path, text }) => [...path, text].join(": "))
    .join("; ")
    .replaceAll("|", "\\|");
}

/** @param {string} text */
function code(text) {
  return `\`${text.replaceAll("|", "\\|")}\``;
}

if (argv[1] === fileURLToPath(import.meta.url)) writeFileSync(typesPagePath, typesPage());
