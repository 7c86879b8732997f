import { factsTable, writeReport } from "../../../test/report.js";

const titles = {
  readers: "Readers of a table that four processes change",
  register: "Many partitions in one store",
  large: "Many partitions and a long log",
} as const;

const opening = `# Hive views under load

\`npm run test:long\` does this on a real Trino and MinIO; CI does a tenth of it at every change. Nothing here is a promise of
speed: the numbers of one section were taken in one run, on one machine, next to each other.
`;

/** Prints what was found; the long run puts it into the report, where the other sections stay. */
export async function reportLarge(
  section: keyof typeof titles,
  facts: readonly (readonly [string, string])[],
): Promise<void> {
  console.log(JSON.stringify({ section, ...Object.fromEntries(facts) }));
  if (process.env.SLUICE_LONG !== "1") return;
  const all = [...facts, ["versions", `Node ${process.versions.node}`] as const];
  await writeReport({
    page: "hive.md",
    opening,
    sections: Object.values(titles),
    section: titles[section],
    text: factsTable(all),
  });
}
