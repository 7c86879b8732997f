import { parentPort, workerData } from "node:worker_threads";
import { createCodec } from "./codec.js";
import { runTask } from "./run-task.js";
import type { Reply, Task } from "./task.js";
import type { WasmModule } from "./wasm-module.js";

const codec = createCodec((workerData as { readonly module: WasmModule }).module);

function reply(message: Reply): void {
  const results = message.kind === "done" ? message.results : [];
  parentPort?.postMessage(
    message,
    results.map((bytes) => bytes.buffer as ArrayBuffer),
  );
}

parentPort?.on("message", async (task: Task) => reply(await runTask(codec, task)));
reply({ kind: "ready" });
