import { SluiceError } from "../error.js";

const rules: Readonly<Record<string, { holds(value: unknown): boolean; readonly hint: string }>> = {
  io: {
    holds: (value) => typeof value === "object" && value !== null,
    hint: "Give an io manager, or several by name: { default, warehouse }.",
  },
  concurrency: {
    holds: (value) => value === undefined || (Number.isSafeInteger(value) && (value as number) > 0),
    hint: "Give 1 or more.",
  },
  onFailure: {
    holds: (value) => value === undefined || value === "stop" || value === "continue",
    hint: 'Give "stop" or "continue".',
  },
  skip: {
    holds: (value) => value === undefined || value === "up-to-date",
    hint: 'Give "up-to-date", or leave it out.',
  },
};

/** `CONFIGURATION_INVALID` for options of `materialize` that mean nothing. */
export function checkOptions(options: object): void {
  for (const [option, { holds, hint }] of Object.entries(rules)) {
    const value = (options as Readonly<Record<string, unknown>>)[option];
    if (holds(value)) continue;
    throw new SluiceError("CONFIGURATION_INVALID", {
      message: `materialize cannot have ${option}: ${String(value)}.`,
      details: { option },
      hint,
    });
  }
}
