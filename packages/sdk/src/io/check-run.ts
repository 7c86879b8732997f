import { SluiceError } from "../error.js";
import { isRecord } from "../partition/partition-value.js";

const idPattern = /^[\x21-\x7e]{1,80}$/;

/** `CONFIGURATION_INVALID` for a run that the log would lose or change in part, or that no folder can be named after. */
export function checkRun(asset: string, run: unknown): void {
  if (run === undefined) return;
  const fault = faultOf(run);
  if (fault !== undefined) throw runInvalid(asset, fault);
}

/** The id of the run. `CONFIGURATION_INVALID` if it has none. */
export function runId(asset: string, run: unknown): string {
  const id = isRecord(run) ? run.id : undefined;
  if (!isRunId(id)) throw runInvalid(asset, idFault(id));
  return id;
}

function faultOf(run: unknown): string | undefined {
  if (!isRecord(run)) return "no properties";
  const { id, codeVersion, inputs, ...others } = run;
  if (!isRunId(id)) return idFault(id);
  if (codeVersion !== undefined && typeof codeVersion !== "string") return "a codeVersion that is no text";
  if (inputs !== undefined && !(isRecord(inputs) && Object.values(inputs).every(isSnapshotNumber))) {
    return "inputs that are no snapshots";
  }
  const [other] = Object.keys(others);
  return other === undefined ? undefined : `the unknown property "${other}"`;
}

function isRunId(id: unknown): id is string {
  return typeof id === "string" && idPattern.test(id);
}

function isSnapshotNumber(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function idFault(id: unknown): string {
  return id === undefined ? "no id" : `the id ${String(id)}`;
}

function runInvalid(asset: string, fault: string): SluiceError {
  return new SluiceError("CONFIGURATION_INVALID", {
    message: `The run given for ${asset} has ${fault}.`,
    details: { option: "run" },
    hint: "Give { id: 1 to 80 printable ASCII characters without blanks, codeVersion?: text, inputs?: { [asset key]: snapshot } }.",
  });
}
