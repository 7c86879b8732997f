import { factsTable, writeReport } from "../../../test/report.js";
import type { checkManyWriters } from "./many-writers.js";

const sections = ["local files", "MinIO"];
const opening = `# Many writers

\`npm run test:long\` starts 16 processes that append 25 times each to one asset of two partitions, at once, while readers
look at the newest snapshot over and over: at its list of files, and now and then at its rows. Every append is there
once, the history is a line, and no look shows part of an append or goes back.
`;

/** Puts the store's section into the report; the other one stays. */
export function writeManyWritersReport(
  section: "local files" | "MinIO",
  found: Awaited<ReturnType<typeof checkManyWriters>>,
): Promise<void> {
  const text = factsTable([
    ["appends", found.appends],
    ["numbers of the log that another writer had first", found.conflicts],
    ["seconds", found.seconds.toFixed(1)],
    ["looks of the readers", `${found.looks} (${found.looksEachSecond.toFixed(0)} a second)`],
    ["of these with the rows", found.loads],
    ["anomalies", 0],
    ["versions", `Node ${process.versions.node}`],
  ]);
  return writeReport({ page: "many-writers.md", opening, sections, section, text });
}
