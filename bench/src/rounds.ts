import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type Contender, type Contest, isPython, type PythonContender } from "./contender.js";
import { pythonPath, pythonScript } from "./installed.js";
import type { JobRequest } from "./run-job.js";
import type { ContestResult, Timing, Turn } from "./timing.js";

export interface RoundsOptions {
  readonly group: string;
  /** Number of the contest in its group. */
  readonly index: number;
  /** What `--rows` said. */
  readonly rows: number;
  readonly rounds: number;
  /** Added to the environment of every process. */
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * Each contender in turn, round after round, each time in a new process: a slow moment of the machine meets them all, and
 * none of them runs in the garbage and the compiled code of another. One that fails takes part no more.
 */
export async function measure(contest: Contest, options: RoundsOptions): Promise<ContestResult> {
  const { name, rows, of, contenders } = contest;
  const setUp = await contest.setUp?.();
  const turns = contenders.map((): Turn[] => []);
  const skipped = contenders.map(missing);
  try {
    for (let round = 0; round < options.rounds; round++) {
      for (const [index, contender] of contenders.entries()) {
        if (skipped[index] !== undefined) continue;
        try {
          turns[index]?.push(await turn(contest, contender, index, setUp?.given ?? "", options));
        } catch (error) {
          skipped[index] = error instanceof Error ? error.message : String(error);
        }
      }
    }
  } finally {
    await setUp?.tearDown();
  }
  const timings = contenders.map((contender, index): Timing => {
    const reason = skipped[index];
    const said = turns[index] ?? [];
    return { name: contender.name, turns: said, ...(reason === undefined ? {} : { skipped: reason }) };
  });
  return { group: options.group, name, rows, ...(of === undefined ? {} : { of }), timings };
}

function missing(contender: Contender | PythonContender): string | undefined {
  return isPython(contender) && !existsSync(pythonPath()) ? "npm run bench:setup installs it" : undefined;
}

async function turn(
  contest: Contest,
  contender: Contender | PythonContender,
  index: number,
  given: string,
  { group, index: number, rows, environment }: RoundsOptions,
): Promise<Turn> {
  const { warmups = 1, runs = 5, budgetMillis = 1000 } = contest;
  const [command, ...words] = isPython(contender)
    ? [
        pythonPath(),
        pythonScript,
        { job: contender.python, rows: contest.rows, given, warmups, runs, budgetMillis },
      ]
    : [
        process.execPath,
        "--expose-gc",
        fileURLToPath(new URL("run-job.js", import.meta.url)),
        { group, contest: number, contender: index, rows, given } satisfies JobRequest,
      ];
  const args = words.map((word) => (typeof word === "string" ? word : JSON.stringify(word)));
  const lines = (await output(command as string, args, environment)).trimEnd().split("\n");
  return JSON.parse(lines.at(-1) ?? "") as Turn;
}

/** What a process prints. Rejects with the last lines of its errors if it fails. */
function output(
  command: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, ...environment, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true" };
    const child = spawn(command, args, { env, stdio: ["ignore", "pipe", "pipe"] });
    const [out, errors]: [Buffer[], Buffer[]] = [[], []];
    child.stdout.on("data", (chunk: Buffer) => out.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => errors.push(chunk));
    child.on("error", reject);
    child.on("close", (code, signal) => {
      if (code === 0) return resolve(Buffer.concat(out).toString());
      const said = Buffer.concat(errors).toString().trimEnd().split("\n").slice(-6).join(" / ");
      reject(new Error(`ended with ${code ?? signal}: ${said}`));
    });
  });
}
