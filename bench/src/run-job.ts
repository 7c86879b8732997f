import { readFile } from "node:fs/promises";
import { type Group, isPython } from "./contender.js";
import type { Turn } from "./timing.js";

/** Which contender this process is. */
export interface JobRequest {
  readonly group: string;
  readonly contest: number;
  readonly contender: number;
  /** What `--rows` said. */
  readonly rows: number;
  readonly given: string;
}

/** The whole life of a contender's process. The last line it prints is its `Turn`. */
async function main(request: JobRequest): Promise<void> {
  const contest = (await groupOf(request.group)).contests({ rows: request.rows })[request.contest];
  const contender = contest?.contenders[request.contender];
  if (contest === undefined || contender === undefined || isPython(contender)) {
    throw new Error(`there is no such contender: ${JSON.stringify(request)}`);
  }
  const { warmups = 1, runs = 5, budgetMillis = 1000 } = contest;
  const job = await contender.prepare(request.given);
  globalThis.gc?.();
  const baseBytes = process.memoryUsage.rss();
  for (let warmup = 0; warmup < warmups; warmup++) {
    await job.run();
    await job.undo?.();
  }
  const [millis, cpuMillis]: [number[], number[]] = [[], []];
  let check: string | undefined;
  let rows = 0;
  for (let spent = 0; millis.length === 0 || (millis.length < runs && spent < budgetMillis); ) {
    globalThis.gc?.();
    const cpu = process.cpuUsage();
    const start = performance.now();
    rows = await job.run();
    const taken = performance.now() - start;
    const { user, system } = process.cpuUsage(cpu);
    millis.push(taken);
    cpuMillis.push((user + system) / 1000);
    spent += taken;
    check ??= await job.check?.();
    await job.undo?.();
  }
  const turn: Turn = {
    rows,
    millis,
    cpuMillis,
    peakBytes: await peakBytes(),
    baseBytes,
    ...(check === undefined ? {} : { check }),
    ...(job.steps === undefined ? {} : { steps: job.steps() }),
  };
  await job.close?.();
  process.stdout.write(`\n${JSON.stringify(turn)}\n`);
}

/** The most memory the process has had. What the system calls its peak begins with that of the process which started it. */
async function peakBytes(): Promise<number> {
  const status = await readFile("/proc/self/status", "utf8").catch(() => "");
  const [, kibibytes] = /^VmHWM:\s+(\d+) kB$/m.exec(status) ?? [];
  return Number(kibibytes ?? process.resourceUsage().maxRSS) * 1024;
}

/** The group is in a file of its name. Only that one is loaded: what others need would count as memory of this one. */
async function groupOf(name: string): Promise<Group> {
  const found: Record<string, Group | undefined> = await import(`./groups/${name}.js`);
  const group = found[name];
  if (group === undefined) throw new Error(`there is no group ${name}`);
  return group;
}

await main(JSON.parse(process.argv[2] ?? "{}") as JobRequest);
process.exit(0);
