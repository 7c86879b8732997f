import { Worker } from "node:worker_threads";
import { parquetFailed } from "../errors.js";
import { byteLengthOf, writeParts } from "./parts.js";
import { type Reply, type Task, TaskError } from "./task.js";
import type { WasmModule } from "./wasm-module.js";

export interface Job {
  readonly task: Task;
  /** Who wants it. */
  readonly pool: object;
  resolve(results: Uint8Array[]): void;
  reject(error: unknown): void;
}

/** One worker thread, which does one job at a time and keeps the process alive only meanwhile. */
export interface Lane {
  readonly free: boolean;
  /** `whenDone` is called when the job has ended, whatever became of it. */
  take(job: Job, whenDone: () => void): void;
  worksFor(pool: object): boolean;
  close(): Promise<void>;
}

export interface LaneEvents {
  /** The lane can take a job, or has left its place to another. */
  onFree(): void;
  /** The lane takes no more jobs. */
  onEnd(): void;
  /** The worker's file could not be loaded; `job` is untouched. */
  onUnloadable(cause: unknown, job: Job | undefined): void;
}

// The library's memory never shrinks. Past this the worker is replaced by a fresh one.
const maxMemoryByteLength = 1024 * 1024 * 1024;

/** Throws where workers cannot be started at all. */
export function startLane(module: WasmModule, taskTimeoutMillis: number, events: LaneEvents): Lane {
  // Without the parent's flags: `--input-type` and the like stop a worker from loading its file.
  // By its folder: a `worker.js` beside a bundle may be one of the app's own.
  const worker = new Worker(new URL("../pool/worker.js", import.meta.url), {
    workerData: { module },
    execArgv: [],
  });
  let job: Job | undefined;
  let onDone: (() => void) | undefined;
  let timer: NodeJS.Timeout | undefined;
  let ready = false;
  let ended = false;
  // One for all tasks: to V8, a new buffer for each is a reason to look through the whole heap again and again.
  let shared = new SharedArrayBuffer(0);

  function finish(): Job | undefined {
    const finished = job;
    job = undefined;
    onDone?.();
    onDone = undefined;
    clearTimeout(timer);
    worker.unref();
    return finished;
  }

  function end(): void {
    ended = true;
    events.onEnd();
    void worker.terminate();
  }

  function post(task: Task): void {
    const isShared = task.parts.every(({ buffer }) => buffer instanceof SharedArrayBuffer);
    worker.postMessage(isShared ? task : { ...task, parts: [share(task.parts)] });
    timer = setTimeout(stop, taskTimeoutMillis);
  }

  function share(parts: readonly Uint8Array[]): Uint8Array {
    const length = byteLengthOf(parts);
    if (length > shared.byteLength) shared = new SharedArrayBuffer(length);
    const bytes = new Uint8Array(shared, 0, length);
    writeParts(parts, bytes);
    return bytes;
  }

  function stop(): void {
    const late = finish();
    end();
    late?.reject(new TaskError(`it took longer than ${taskTimeoutMillis} ms`, "late"));
    events.onFree();
  }

  function fail(cause: unknown): void {
    if (ended) return;
    const failed = finish();
    end();
    if (ready) {
      failed?.reject(crash(cause));
      events.onFree();
    } else events.onUnloadable(cause, failed);
  }

  worker.on("message", (reply: Reply) => {
    if (reply.kind === "ready") {
      ready = true;
      if (job !== undefined) post(job.task);
      return;
    }
    const finished = finish();
    if (reply.kind === "done") {
      if (reply.memoryByteLength > maxMemoryByteLength) end();
      finished?.resolve(reply.results);
    } else {
      // Nobody knows in what state a panic leaves the library.
      if (reply.fault === "panicked") end();
      finished?.reject(new TaskError(reply.message, reply.fault));
    }
    events.onFree();
  });
  worker.on("messageerror", fail);
  worker.on("error", fail);
  worker.on("exit", (code) => fail(`it exited with code ${code}`));
  worker.unref();

  return {
    get free() {
      return job === undefined && !ended;
    },
    take(next, whenDone) {
      job = next;
      onDone = whenDone;
      worker.ref();
      if (ready) post(next.task);
    },
    worksFor: (pool) => job?.pool === pool,
    async close() {
      if (!ended) {
        const dropped = finish();
        ended = true;
        events.onEnd();
        dropped?.reject(
          parquetFailed(dropped.task.kind, "The Parquet handler was closed while it was working."),
        );
      }
      await worker.terminate();
    },
  };
}

function crash(cause: unknown): TaskError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new TaskError(`its worker ended: ${reason}`, "ended", cause);
}
