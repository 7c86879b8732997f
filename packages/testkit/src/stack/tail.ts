import { closeSync, fstatSync, openSync, readSync } from "node:fs";

const maxBytes = 6_000;

/** The last lines of a file, indented for an error message. */
export function tailOf(path: string, lines = 30): string {
  try {
    const file = openSync(path, "r");
    try {
      const size = fstatSync(file).size;
      const bytes = Buffer.alloc(Math.min(size, maxBytes));
      readSync(file, bytes, 0, bytes.length, size - bytes.length);
      const text = bytes.toString("utf8").trimEnd();
      if (text === "") return "    (empty)";
      return text
        .split("\n")
        .slice(-lines)
        .map((line) => `    ${line}`)
        .join("\n");
    } finally {
      closeSync(file);
    }
  } catch {
    return "    (no log)";
  }
}
