import { type EventLoopUtilization, performance } from "node:perf_hooks";

/**
 * Whether the calling thread mostly waits while its workers work, going by the last two tasks that ended: by the first
 * after a start it has filled the queue, and waits whatever else it has to do.
 */
export interface IdleClock {
  readonly idle: boolean;
  /** A task begins. Gives what is to be called when it has ended. */
  begin(): () => void;
}

/** A thread that mostly waits is at work for less of the time. */
const mostlyWaiting = 0.5;

export function createIdleClock(): IdleClock {
  let [last, before] = [false, false];
  return {
    get idle() {
      return last && before;
    },
    begin() {
      const from: EventLoopUtilization = performance.eventLoopUtilization();
      return () => {
        before = last;
        last = performance.eventLoopUtilization(from).utilization < mostlyWaiting;
      };
    },
  };
}
