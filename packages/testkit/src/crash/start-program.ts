import { spawn } from "node:child_process";
import type { CrashPoint } from "./crash-point.js";
import { crashVariable } from "./crashing-store.js";

export interface ProgramOptions {
  readonly arguments?: readonly string[];
  /** Added to the environment of this process. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Options of Node itself. */
  readonly nodeArguments?: readonly string[];
  /** Where it kills itself; its store has to be a `crashingStore`. */
  readonly crashAt?: CrashPoint;
  /** When it is killed, wherever it is. */
  readonly crashAfterMillis?: number;
}

export interface ProgramEnd {
  /** `null` for one that was killed. */
  readonly code: number | null;
  /** Whether it was killed; a program that ended before its point or its time was not. */
  readonly killed: boolean;
  /** What it wrote, errors too. */
  readonly output: string;
  readonly millis: number;
}

export interface RunningProgram {
  readonly ended: Promise<ProgramEnd>;
  /** Ends this very process as a power failure would. */
  kill(): void;
}

/** Starts a JavaScript file as a process of its own. */
export function startProgram(file: string, options: ProgramOptions = {}): RunningProgram {
  const { nodeArguments = [], crashAt, crashAfterMillis } = options;
  const from = performance.now();
  const child = spawn(process.execPath, [...nodeArguments, file, ...(options.arguments ?? [])], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, ...options.environment, [crashVariable]: crashAt ?? "" },
  });
  const kill = (): void => void child.kill("SIGKILL");
  const timer = crashAfterMillis === undefined ? undefined : setTimeout(kill, crashAfterMillis);
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
  }
  const ended = new Promise<ProgramEnd>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => {
      clearTimeout(timer);
      resolve({ code, killed: signal === "SIGKILL", output, millis: performance.now() - from });
    });
  });
  return { ended, kill };
}
