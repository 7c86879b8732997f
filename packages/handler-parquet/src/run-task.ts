import type { Codec } from "./codec.js";
import type { Reply, Task } from "./task.js";

/** Runs `task` and says how it went; never throws. */
export function runTask(codec: Codec, task: Task): Reply {
  try {
    return { kind: "done", results: codec.run(task), memoryByteLength: codec.memoryByteLength() };
  } catch (error) {
    // A panic of the library arrives as a WebAssembly.RuntimeError that says no more than `unreachable`.
    const panicked = error instanceof Error && error.name === "RuntimeError";
    return { kind: "failed", message: error instanceof Error ? error.message : String(error), panicked };
  }
}
