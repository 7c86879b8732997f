import { SluiceError } from "../error.js";

/** Names and indices that lead from a value to something inside of it. */
export type ValuePath = readonly (string | number)[];

/** The error of a value that cannot be kept. `what` is told of the place: "is a function". */
export function valueFault(asset: string, path: ValuePath, what: string, hint: string): SluiceError {
  const place = path.length === 0 ? "" : ` at ${pathText(path)}`;
  return new SluiceError("VALUE_INVALID", {
    message: `The value for ${asset}${place} ${what}.`,
    details: { asset, path: pathText(path) },
    hint,
  });
}

/** Whatever kind of object it is, for people. */
export function className(value: object): string {
  const name: unknown = Object.getPrototypeOf(value)?.constructor?.name;
  return typeof name === "string" && name !== "" ? name : "a class without a name";
}

/** `.servers[2]["a b"]`; the empty text for the value itself. */
function pathText(path: ValuePath): string {
  return path.map(stepText).join("");
}

function stepText(step: string | number): string {
  if (typeof step === "number") return `[${step}]`;
  return /^[A-Za-z_$][\w$]*$/.test(step) ? `.${step}` : `[${JSON.stringify(step)}]`;
}
