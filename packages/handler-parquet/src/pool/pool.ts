import { parquetFailed } from "../errors.js";
import type { Codec } from "./codec.js";
import { type Job, type Lane, startLane } from "./lane.js";
import { runTask } from "./run-task.js";
import { type Task, TaskError } from "./task.js";
import { wasmModule } from "./wasm-module.js";

/** Runs tasks of the Parquet library, several at once. */
export interface Pool {
  /** Tasks worth having under way, so that nobody waits. */
  readonly width: number;
  /** May take the task's bytes away. A `TaskError` when the library refuses them. */
  run(task: Task): Promise<Uint8Array[]>;
  /** Ends all workers; what they were doing fails. Later tasks start new ones. */
  close(): Promise<void>;
}

export interface PoolOptions {
  /** Threads, started when needed. 0: everything runs in the calling thread, with the same results. */
  readonly workers: number;
  /** A thread that takes longer over a task is ended. */
  readonly taskTimeoutMillis: number;
}

export function createPool({ workers, taskTimeoutMillis }: PoolOptions): Pool {
  const lanes = new Set<Lane>();
  const queue: Job[] = [];
  let inline = workers === 0;

  async function dispatch(): Promise<void> {
    try {
      const module = await wasmModule();
      while (queue.length > 0 && !inline) {
        const lane = freeLane(module);
        if (lane === undefined) return;
        lane.take(queue.shift() as Job);
      }
    } catch (cause) {
      goInline(cause);
    }
    if (inline) for (const job of queue.splice(0)) runInline(job.task).then(job.resolve, job.reject);
  }

  function freeLane(module: object): Lane | undefined {
    for (const lane of lanes) if (lane.free) return lane;
    if (lanes.size >= workers) return undefined;
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
    width: workers + 1,
    run(task) {
      if (inline) return runInline(task);
      return new Promise((resolve, reject) => {
        queue.push({ task, resolve, reject });
        void dispatch();
      });
    },
    async close() {
      for (const { task, reject } of queue.splice(0)) {
        reject(parquetFailed(task.kind, "The Parquet handler was closed before its turn came."));
      }
      await Promise.all([...lanes].map((lane) => lane.close()));
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
      throw parquetFailed(task.kind, "The Parquet library could not be loaded.", {
        hint: "Keep the package parquet-wasm outside the bundle and install it beside it.",
        cause,
      });
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
      "Keep the package outside the bundle, or say so with parquet({ workers: 0 }).",
  );
}
