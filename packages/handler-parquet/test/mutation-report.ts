import { factsTable, writeReport } from "../../../test/report.js";

const mebibyte = 1024 * 1024;
const section = "every writer";
const opening = `# Damaged Parquet files

\`npm run test:long\` changes bits, bytes and runs of bytes in files of several writers, half of them in the footer, half
in the pages, and reads each with one worker. A damaged file is refused by an error that names it, or it is read: a
changed byte inside of a page need not break it, as pages carry no checksums. It may not crash, hang or take memory
without end.
`;

export interface MutationReport {
  readonly seed: number;
  readonly files: number;
  /** By writer, how many of its files ended which way. */
  readonly verdicts: ReadonlyMap<string, ReadonlyMap<string, number>>;
  readonly slowestMillis: number;
  readonly memoryByteLength: number;
  readonly seconds: number;
}

export function writeMutationReport(report: MutationReport): Promise<void> {
  const text = mutationText(report);
  return writeReport({ page: "damaged-files.md", opening, sections: [section], section, text });
}

/** What was found, as Markdown. */
export function mutationText(report: MutationReport): string {
  const { seed, files, verdicts, slowestMillis, memoryByteLength, seconds } = report;
  const ends = ["FILE_CORRUPT", "PARQUET_FAILED", "read"];
  const rows = [...verdicts].map(
    ([writer, counts]) => `| ${writer} | ${ends.map((end) => counts.get(end) ?? 0).join(" | ")} |`,
  );
  const facts = factsTable([
    ["files", files],
    ["crashes, hangs, errors that name no file", 0],
    ["slowest file", `${Math.round(slowestMillis)} ms (5,000 allowed)`],
    [
      "memory above what the process had before",
      `${Math.round(memoryByteLength / mebibyte)} MiB (512 allowed)`,
    ],
    ["whole run", `${Math.round(seconds)} s`],
    ["seed", `${seed} (\`SLUICE_SEED\` repeats the changes)`],
    ["versions", `Node ${process.versions.node}, parquet-rs 59.3.2`],
  ]);
  return [facts, "", `| written by | ${ends.join(" | ")} |`, "| --- | --- | --- | --- |", ...rows].join("\n");
}
