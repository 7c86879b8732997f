import { parquetFailed } from "../errors.js";
import type { Codec } from "./codec.js";
import { createIdleClock } from "./idle-clock.js";
import { type Job, type Lane, startLane } from "./lane.js";
import { runTask } from "./run-task.js";
import { type Task, TaskError } from "./task.js";
import { notLoaded, wasmModule } from "./wasm-module.js";

/** Runs tasks of the Parquet library, several at once. */
export interface Pool {
  /** Tasks worth having under way now, so that nobody waits. */
  readonly width: number;
  /** A `TaskError` when the library refuses them. */
  run(task: Task): Promise<Uint8Array[]>;
  /** Starts one thread, if there is none, for a task that will come. */
  open(): void;
  /** What is under way fails. Workers that no other pool uses end; later tasks start new ones. */
  close(): Promise<void>;
}

/** Threads, started when needed. None: everything runs in the calling thread, with the same results. */
export interface Workers {
  /** While the calling thread has work of its own. */
  readonly usual: number;
  /** While it mostly waits for them. */
  readonly most: number;
}

export interface PoolOptions {
  readonly workers: Workers;
  /** A thread that takes longer over a task is ended. */
  readonly taskTimeoutMillis: number;
}

/** A pool whose workers are those of every pool with the same options in this process. */
export function createPool(options: PoolOptions): Pool {
  const key = JSON.stringify(options);
  const crew = crews.get(key) ?? createCrew(options);
  crews.set(key, crew);
  const pool: Pool = {
    get width() {
      return crew.allowed + 1;
    },
    run: (task) => crew.run(task, pool),
    open: () => crew.open(pool),
    close: () => crew.leave(pool),
  };
  return pool;
}

/** Workers, and the pools that use them. */
interface Crew {
  /** Threads that may work at once now. */
  readonly allowed: number;
  run(task: Task, pool: Pool): Promise<Uint8Array[]>;
  open(pool: Pool): void;
  /** Ends what is done for `pool`, and the workers when it was the last that used them. */
  leave(pool: Pool): Promise<void>;
}

const crews = new Map<string, Crew>();

function createCrew({ workers, taskTimeoutMillis }: PoolOptions): Crew {
  const lanes = new Set<Lane>();
  const users = new Set<Pool>();
  const caller = createIdleClock();
  let queue: Job[] = [];
  let inline = workers.most === 0;

  const allowed = (): number => (caller.idle ? workers.most : workers.usual);

  async function dispatch(): Promise<void> {
    let module: object;
    try {
      module = await wasmModule();
    } catch (cause) {
      for (const { task, reject } of queue.splice(0)) reject(notLoaded(task, cause));
      return;
    }
    try {
      while (queue.length > 0 && !inline) {
        const lane = freeLane(module);
        if (lane === undefined) return;
        lane.take(queue.shift() as Job, caller.begin());
      }
    } catch (cause) {
      goInline(cause);
    }
    if (inline) for (const job of queue.splice(0)) runInline(job.task).then(job.resolve, job.reject);
  }

  function working(): number {
    return [...lanes].filter((lane) => !lane.free).length;
  }

  function freeLane(module: object): Lane | undefined {
    if (working() >= allowed()) return undefined;
    for (const lane of lanes) if (lane.free) return lane;
    const lane: Lane = startLane(module, taskTimeoutMillis, {
      onFree: () => void dispatch(),
      onEnd: () => lanes.delete(lane),
      onUnloadable: (cause, job) => {
        if (job !== undefined) queue.unshift(job);
        goInline(cause);
        void dispatch();
      },
    });
    lanes.add(lane);
    return lane;
  }

  function goInline(cause: unknown): void {
    inline = true;
    warnOnce(cause);
  }

  return {
    get allowed() {
      return allowed();
    },
    run(task, pool) {
      if (inline) return runInline(task);
      users.add(pool);
      return new Promise((resolve, reject) => {
        queue.push({ task, pool, resolve, reject });
        void dispatch();
      });
    },
    open(pool) {
      users.add(pool);
      if (inline || lanes.size > 0) return;
      const start = (module: object): void => {
        if (users.has(pool) && lanes.size === 0 && !inline) freeLane(module);
      };
      // Whatever fails here, fails again for the task that needs it.
      wasmModule()
        .then(start)
        .catch(() => {});
    },
    async leave(pool) {
      users.delete(pool);
      const dropped = queue.filter((job) => job.pool === pool);
      queue = queue.filter((job) => job.pool !== pool);
      for (const { task, reject } of dropped) {
        reject(parquetFailed(task.kind, "The Parquet handler was closed before its turn came."));
      }
      const leaving = [...lanes].filter((lane) => users.size === 0 || lane.worksFor(pool));
      await Promise.all(leaving.map((lane) => lane.close()));
      void dispatch();
    },
  };
}

let codec: Promise<Codec> | undefined;

async function runInline(task: Task): Promise<Uint8Array[]> {
  codec ??= Promise.all([import("./codec.js"), wasmModule()]).then(([{ createCodec }, module]) =>
    createCodec(module),
  );
  const reply = await runTask(
    await codec.catch((cause: unknown) => {
      codec = undefined;
      throw notLoaded(task, cause);
    }),
    task,
  );
  if (reply.kind === "failed") throw new TaskError(reply.message, reply.fault);
  return reply.kind === "done" ? reply.results : [];
}

let warned = false;

function warnOnce(cause: unknown): void {
  if (warned) return;
  warned = true;
  const reason = cause instanceof Error ? cause.message : String(cause);
  process.emitWarning(
    `@sluice/handler-parquet cannot load its worker and works in the main thread instead (${reason}). ` +
      "Keep the package and apache-arrow out of the bundle, or say so with parquet({ workers: 0 }).",
  );
}
