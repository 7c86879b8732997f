import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const main = fileURLToPath(new URL("../dist/main.js", import.meta.url));

/** Runs before the demo and writes the largest resident set of the process when it ends. */
const measure = (file: string): string =>
  `data:text/javascript,import{writeFileSync}from"node:fs";process.on("exit",()=>writeFileSync(${JSON.stringify(
    file,
  )},String(process.resourceUsage().maxRSS)))`;

export interface DemoEnd {
  /** `null` for one that was killed. */
  readonly code: number | null;
  readonly output: string;
  readonly millis: number;
}

export interface RunningDemo {
  readonly ended: Promise<DemoEnd>;
  /** Ends this very process as a power failure would. */
  kill(): void;
}

/** Starts the built demo as a process of its own. */
export function startDemo(options: readonly string[], nodeOptions: readonly string[] = []): RunningDemo {
  const from = performance.now();
  const child = spawn(process.execPath, [...nodeOptions, main, ...options], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
  }
  const ended = new Promise<DemoEnd>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve({ code, output, millis: performance.now() - from }));
  });
  return { ended, kill: () => void child.kill("SIGKILL") };
}

/** One whole run, with the most memory the process ever held. */
export async function runMeasured(options: readonly string[]): Promise<DemoEnd & { peakBytes: number }> {
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
