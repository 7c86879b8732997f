import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";

/** A process that cannot be mistaken for a later one with the same pid. */
export interface ProcessIdentity {
  readonly pid: number;
  /** When it started, in words only this machine understands. */
  readonly started: string;
}

/** The process that has this pid now; undefined when there is none, or when it has ended and nobody collected it. */
export function identifyProcess(pid: number): ProcessIdentity | undefined {
  const started = process.platform === "linux" ? startedOnLinux(pid) : startedByPs(pid);
  return started === undefined ? undefined : { pid, started };
}

export function isRunning(wanted: ProcessIdentity): boolean {
  return identifyProcess(wanted.pid)?.started === wanted.started;
}

/** Sends a signal unless the process is gone. A pid that now belongs to another process is left alone. */
export function signalProcess(target: ProcessIdentity, signal: NodeJS.Signals): void {
  if (!isRunning(target)) return;
  try {
    process.kill(target.pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

/** Asks the process to end, waits, and ends it by force after `graceMillis`. Resolves when it is gone. */
export async function endProcess(target: ProcessIdentity, graceMillis: number): Promise<void> {
  signalProcess(target, "SIGTERM");
  if (await hasEnded(target, graceMillis)) return;
  signalProcess(target, "SIGKILL");
  await hasEnded(target, 10_000);
}

/** Whether the process ended within that time. */
export async function hasEnded(target: ProcessIdentity, timeoutMillis: number): Promise<boolean> {
  const deadline = performance.now() + timeoutMillis;
  while (isRunning(target)) {
    if (performance.now() > deadline) return false;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return true;
}

function startedOnLinux(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The second field is the program's name in parentheses and may hold spaces. https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const [state] = fields;
    if (state === "Z" || state === "X") return undefined;
    const boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
    return `${boot} ${fields[19]}`;
  } catch {
    return undefined;
  }
}

function startedByPs(pid: number): string | undefined {
  const { stdout } = spawnSync("ps", ["-o", "stat=,lstart=", "-p", String(pid)], {
    encoding: "utf8",
    env: { PATH: process.env.PATH, LC_ALL: "C" },
  });
  const [state, ...started] = (stdout ?? "").trim().split(/\s+/);
  return !state || state.startsWith("Z") ? undefined : started.join(" ");
}
