import { spawn } from "node:child_process";
import { createWriteStream } from "node:fs";
import { createInterface } from "node:readline";
import { finished } from "node:stream/promises";
import { SluiceError } from "@sluice/sdk";
import { checkAborted } from "./errors.js";
import { tailOf } from "./tail.js";
import type { Environment } from "./tools.js";

export interface ToolRun {
  /** A program on PATH. */
  readonly tool: string;
  readonly args: readonly string[];
  readonly directory: string;
  readonly environment: Environment;
  readonly log: string;
  /** What to try when it fails. */
  readonly hint: string;
  readonly onLine?: (line: string) => void;
  readonly signal?: AbortSignal | undefined;
}

/** Runs a build tool to its end. What it prints goes to the log, and the log's end into the error. */
export async function runTool(run: ToolRun): Promise<void> {
  const { tool, args, directory, environment, log, signal } = run;
  checkAborted(signal);
  const child = spawn(tool, args, {
    cwd: directory,
    env: { ...environment },
    stdio: ["ignore", "pipe", "pipe"],
    // A process group of its own: `mvn` is a script and `go` starts compilers, and all of them have to end.
    detached: true,
  });
  const end = () => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, "SIGTERM");
    } catch {
      // already gone
    }
  };
  signal?.addEventListener("abort", end);
  process.once("exit", end);
  const output = createWriteStream(log, { flags: "a" });
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on("line", (line) => {
      output.write(`${line}\n`);
      run.onLine?.(line);
    });
  }
  const how = await new Promise<string | undefined>((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("close", (code, by) =>
      resolve(code === 0 ? undefined : by === null ? `exit code ${code}` : by),
    );
  });
  signal?.removeEventListener("abort", end);
  process.off("exit", end);
  output.end();
  await finished(output);
  checkAborted(signal);
  if (how === undefined) return;
  throw new SluiceError("STACK_FAILED", {
    message: `${tool} failed (${how}). The end of ${log}:\n${tailOf(log)}`,
    details: { server: tool, log },
    hint: run.hint,
    retryable: true,
  });
}
