import { long } from "../../../test/long.js";
import { factsTable, writeReport } from "../../../test/report.js";
import type { LiveLake } from "./live-lake.js";

const openings = {
  "hive.md": `# Hive tables, under load and killed

\`npm run test:long\` does this on a real Trino and MinIO; CI does a part of it at every change. Nothing here is a promise of
speed: the numbers of one section were taken in one run, on one machine, next to each other.
`,
  "iceberg.md": `# Iceberg tables, killed and shared

\`npm run test:long\` does this on a real Trino and MinIO; CI does a part of it at every change. What SQL shows is compared with
what was stored, row by row, and so is what \`io.load\` gives. Every change of rows that was asked for is one snapshot in
the history of the table, however often it was tried. Times are those of a busy machine, and promise nothing.
`,
  "injection.md": `# Hostile names and values

\`npm run test:long\` sends texts that look like SQL, escapes, comments and broken characters through the parser of a real
Trino, as names and as values, and compares what comes back with what was sent. Tables beside them stay as they are.
`,
} as const;

const sections = {
  readers: { page: "hive.md", title: "Readers of a table that four processes change" },
  register: { page: "hive.md", title: "Many partitions in one store" },
  large: { page: "hive.md", title: "Many partitions and a long log" },
  killed: { page: "hive.md", title: "Processes killed after any statement" },
  faults: { page: "hive.md", title: "Statements that go wrong" },
  crashes: { page: "iceberg.md", title: "Processes killed at any step" },
  writers: { page: "iceberg.md", title: "Many processes, one table" },
  injection: { page: "injection.md", title: "Texts through a real Trino" },
} as const satisfies Record<string, { readonly page: keyof typeof openings; readonly title: string }>;

/** Prints what was found; the long run puts it into its section of a report, where the other ones stay. */
export async function reportLive(
  { client }: Pick<LiveLake, "client">,
  section: keyof typeof sections,
  facts: readonly (readonly [name: string, value: string | number])[],
  /** A table of more columns: the first row is its head. */
  more: readonly (readonly (string | number)[])[] = [],
): Promise<void> {
  console.log(JSON.stringify({ section, ...Object.fromEntries(facts) }));
  if (!long) return;
  const { rows } = await client.run("SELECT version()");
  const versions = ["versions", `Node ${process.versions.node}, Trino ${rows[0]?.[0]}`] as const;
  const { page, title } = sections[section];
  await writeReport({
    page,
    opening: openings[page],
    sections: Object.values(sections).flatMap((each) => (each.page === page ? [each.title] : [])),
    section: title,
    text: [factsTable([...facts, versions]), "", ...markdownTable(more)].join("\n"),
  });
}

function markdownTable([head, ...rows]: readonly (readonly (string | number)[])[]): string[] {
  if (head === undefined) return [];
  return [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`);
}
