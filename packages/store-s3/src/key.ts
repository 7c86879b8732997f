import { SluiceError } from "@sluice/sdk";

/** Throws for a key that is not made of names joined by single slashes. URLs resolve `.` and `..`, engines refuse `//`. */
export function checkKey(store: string, key: string): void {
  const fault = faultOfKey(key);
  if (fault === undefined) return;
  throw new SluiceError("CONFIGURATION_INVALID", {
    message: `${store}: ${JSON.stringify(key)} is not a key: ${fault}`,
    details: { option: "key" },
    hint: "A key is made of names joined by single slashes, such as sales/orders/part-0.parquet.",
  });
}

export function faultOfKey(key: string): string | undefined {
  const segments = key.split("/");
  if (segments.includes("")) return "it has an empty part";
  if (segments.includes(".") || segments.includes("..")) return 'it has a part "." or ".."';
  if (key.includes("\0")) return "it holds a NUL character";
  if (!key.isWellFormed()) return "it is not well-formed text";
  return undefined;
}
