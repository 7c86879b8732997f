import { availableParallelism, cpus, release, totalmem, type } from "node:os";

/** The class of machine, without what tells one apart from others of its kind. */
export interface Machine {
  readonly system: string;
  readonly processor: string;
  readonly threads: number;
  readonly memoryBytes: number;
  readonly node: string;
}

export function machine(): Machine {
  return {
    system: `${type()} ${release().split(".").slice(0, 2).join(".")}`,
    processor: cpus()[0]?.model ?? process.arch,
    threads: availableParallelism(),
    memoryBytes: totalmem(),
    node: process.version,
  };
}
