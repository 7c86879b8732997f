import type { Codec } from "./codec.js";
import type { Reply, Task } from "./task.js";

/** Runs `task` and says how it went; never throws. */
export async function runTask(codec: Codec, task: Task): Promise<Reply> {
  try {
    return { kind: "done", results: await codec.run(task), memoryByteLength: codec.memoryByteLength() };
  } catch (error) {
    // A panic of the library arrives as a WebAssembly.RuntimeError that says no more than `unreachable`.
    const fault = error instanceof Error && error.name === "RuntimeError" ? "panicked" : "refused";
    return { kind: "failed", message: error instanceof Error ? error.message : String(error), fault };
  }
}
