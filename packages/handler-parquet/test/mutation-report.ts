import { mkdir, writeFile } from "node:fs/promises";
import { cpus, totalmem } from "node:os";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";

const file = fileURLToPath(new URL("../../../docs/reports/damaged-files.md", import.meta.url));
const mebibyte = 1024 * 1024;

export interface MutationReport {
  readonly seed: number;
  readonly files: number;
  /** By writer, how many of its files ended which way. */
  readonly verdicts: ReadonlyMap<string, ReadonlyMap<string, number>>;
  readonly slowestMillis: number;
  readonly memoryByteLength: number;
  readonly seconds: number;
}

export async function writeMutationReport(report: MutationReport): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, mutationText(report));
}

/** What was found, as Markdown. */
export function mutationText(report: MutationReport): string {
  const { seed, files, verdicts, slowestMillis, memoryByteLength, seconds } = report;
  const ends = ["FILE_CORRUPT", "PARQUET_FAILED", "read"];
  const rows = [...verdicts].map(
    ([writer, counts]) => `| ${writer} | ${ends.map((end) => counts.get(end) ?? 0).join(" | ")} |`,
  );
  return `# Damaged Parquet files

\`npm run test:long\` changes bits, bytes and runs of bytes in files of several writers, half of them in the footer, half
in the pages, and reads each with one worker. A damaged file is refused by an error that names it, or it is read: a
changed byte inside of a page need not break it, as pages carry no checksums. It may not crash, hang or take memory
without end.

| | |
| --- | --- |
| files | ${files} |
| crashes, hangs, errors that name no file | 0 |
| slowest file | ${Math.round(slowestMillis)} ms (5,000 allowed) |
| memory above what the process had before | ${Math.round(memoryByteLength / mebibyte)} MiB (512 allowed) |
| whole run | ${Math.round(seconds)} s |
| seed | ${seed} (\`SLUICE_SEED\` repeats the changes) |
| versions | Node ${process.versions.node}, parquet-wasm 0.8.0 |
| machine | ${process.platform} ${process.arch}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GB |

| written by | ${ends.join(" | ")} |
| --- | --- | --- | --- |
${rows.join("\n")}
`;
}
