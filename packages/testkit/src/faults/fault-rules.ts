/** Which of the requests that fit a fault strikes. */
export interface FaultTiming {
  /** Counted from 1 and from the moment the fault was given. Default 1. */
  readonly nth?: number;
  /** How many requests in a row, from the nth on. `Infinity`: all of them. Default 1. */
  readonly times?: number;
}

/** A fault that was given. */
export interface GivenFault {
  /** How often it struck. */
  readonly hits: number;
  /** It strikes no more. */
  remove(): void;
}

export interface FaultRules<Request, Fault> {
  add(fits: (request: Request) => boolean, fault: Fault, timing: FaultTiming): GivenFault;
  /** The faults that strike this request, in the order they were given. Every rule it fits counts it. */
  strike(request: Request): Fault[];
}

export function faultRules<Request, Fault>(): FaultRules<Request, Fault> {
  const rules = new Set<(request: Request) => Fault | undefined>();
  return {
    add(fits, fault, { nth = 1, times = 1 }) {
      let seen = 0;
      let hits = 0;
      const rule = (request: Request): Fault | undefined => {
        if (!fits(request)) return undefined;
        seen++;
        if (seen < nth || seen >= nth + times) return undefined;
        hits++;
        return fault;
      };
      rules.add(rule);
      return {
        get hits() {
          return hits;
        },
        remove: () => void rules.delete(rule),
      };
    },
    strike: (request) =>
      [...rules].flatMap((rule) => {
        const fault = rule(request);
        return fault === undefined ? [] : [fault];
      }),
  };
}
