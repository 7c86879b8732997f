import { createLibrary } from "./library.js";
import type { EncodeTask, Task } from "./task.js";
import type { WasmModule } from "./wasm-module.js";

/** Runs tasks in this thread. What it makes depends on the task alone. */
export interface Codec {
  run(task: Task): Promise<Uint8Array[]>;
  /** What the library holds on to. It never shrinks. */
  memoryByteLength(): number;
}

/** `maxMemoryByteLength`: of the library, 3 GiB at most, which is the default. */
export function createCodec(module: WasmModule, maxMemoryByteLength?: number): Codec {
  const library = createLibrary(module, maxMemoryByteLength);
  return {
    async run(task) {
      if (task.kind === "decode") return library.decode(task.parts, task.batchRows);
      return [library.encode(task.parts, task.rows, await styleText(task))];
    },
    memoryByteLength: () => library.memoryByteLength(),
  };
}

// An order is noted only where the rows have it. Most writes have none and do without Arrow in the worker.
async function styleText({ parts, style }: EncodeTask): Promise<Uint8Array> {
  const { sortedBy } = style;
  const noted = sortedBy.length > 0 && (await import("./in-order.js")).inOrder(parts, sortedBy);
  return Buffer.from(JSON.stringify({ ...style, sortedBy: noted ? sortedBy : [] }));
}
