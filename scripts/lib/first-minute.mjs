import { readFileSync } from "node:fs";
import { join } from "node:path";
import { codeBlocks } from "./code-blocks.mjs";
import { root } from "./workspace.mjs";

/** The code of the first minute, as it stands in the README. */
export function firstMinuteCode() {
  const [block] = codeBlocks(readFileSync(join(root, "README.md"), "utf8"), ["js"]);
  if (block === undefined) throw new Error("README.md has no js block.");
  return block.text;
}

const printed = [
  "asset: 'sales/orders'",
  "rows: 2,",
  "partitions: 2,",
  "replayed: false,",
  "[ { id: 1n, customer: 'Ada', total: '19.90', placed: 2024-05-01T10:00:00.000Z } ]",
  "[ { day: '2024-05-01', total: '19.90' }, { day: '2024-05-02', total: '5.00' } ]",
];

/**
 * Throws unless the code of the first minute printed what it should, and no warning.
 * @param {{ stdout: string, stderr: string }} output @param {number} snapshot How often it has run in its folder.
 */
export function checkFirstMinute({ stdout, stderr }, snapshot) {
  const text = stdout.replace(/\s+/g, " ");
  const missing = [...printed, `snapshot: ${snapshot},`].filter((each) => !text.includes(each));
  if (missing.length > 0)
    throw new Error(`It does not print\n${missing.join("\n")}\nbut\n${stdout}${stderr}`);
  if (stderr !== "") throw new Error(`It warns:\n${stderr}`);
}
