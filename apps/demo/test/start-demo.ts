import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type ProgramEnd, type RunningProgram, startProgram } from "@sluice/testkit";

const main = fileURLToPath(new URL("../dist/main.js", import.meta.url));

/** Runs before the demo and writes the largest resident set of the process when it ends. */
const measure = (file: string): string =>
  `data:text/javascript,import{writeFileSync}from"node:fs";process.on("exit",()=>writeFileSync(${JSON.stringify(
    file,
  )},String(process.resourceUsage().maxRSS)))`;

/** Starts the built demo as a process of its own. */
export function startDemo(options: readonly string[], nodeArguments: readonly string[] = []): RunningProgram {
  return startProgram(main, { arguments: options, nodeArguments });
}

/** One whole run, with the most memory the process ever held. */
export async function runMeasured(options: readonly string[]): Promise<ProgramEnd & { peakBytes: number }> {
  const folder = await mkdtemp(join(tmpdir(), "sluice-demo-peak-"));
  try {
    const file = join(folder, "peak");
    const end = await startDemo(options, ["--import", measure(file)]).ended;
    // Node counts in units of 1024 bytes.
    return { ...end, peakBytes: 1024 * Number(await readFile(file, "utf8").catch(() => "NaN")) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
