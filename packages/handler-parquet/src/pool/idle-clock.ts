import { type EventLoopUtilization, performance } from "node:perf_hooks";

/** Whether the calling thread mostly waits while its workers work, going by the last task that ended. */
export interface IdleClock {
  readonly idle: boolean;
  /** A task begins. Gives what is to be called when it has ended. */
  begin(): () => void;
}

/** A thread that mostly waits is at work for less of the time. */
const mostlyWaiting = 0.5;

export function createIdleClock(): IdleClock {
  let idle = false;
  return {
    get idle() {
      return idle;
    },
    begin() {
      const from: EventLoopUtilization = performance.eventLoopUtilization();
      return () => {
        idle = performance.eventLoopUtilization(from).utilization < mostlyWaiting;
      };
    },
  };
}
