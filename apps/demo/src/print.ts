import type { Receipt } from "@sluice/sdk";

const interactive = process.stdout.isTTY === true;

const dim = (text: string): string => (interactive ? `\u001b[2m${text}\u001b[0m` : text);
const bold = (text: string): string => (interactive ? `\u001b[1m${text}\u001b[0m` : text);

export function title(text: string): void {
  console.log(`\n${bold(text)}`);
}

export function line(text: string): void {
  console.log(`  ${text}`);
}

export const count = (value: number | bigint): string => value.toLocaleString("en-US");

const bytes = (value: number): string =>
  value < 1e6 ? `${(value / 1e3).toFixed(1)} kB` : `${(value / 1e6).toFixed(1)} MB`;

const counted = (value: number, noun: string): string => `${count(value)} ${noun}${value === 1 ? "" : "s"}`;

export function receiptLine({ asset, rows, files, byteLength, snapshot, millis }: Receipt): void {
  const total = Math.round(millis.total);
  const rate = rows > 100_000 ? `, ${(rows / 1e3 / millis.total).toFixed(2)} million rows/s` : "";
  line(
    `${asset}: ${count(rows)} rows, ${counted(files, "file")}, ${bytes(byteLength)}, ${count(total)} ms${rate}; snapshot ${snapshot}`,
  );
}

/** Where the time of a store went. */
export function stepsLine({ millis }: Receipt): void {
  const { write, verify, seal, publish } = millis;
  const steps = Object.entries({ write, verify, seal, publish });
  line(dim(steps.map(([step, value]) => `${step} ${count(Math.round(value))} ms`).join(", ")));
}

/** Rewrites one line on a terminal; says nothing elsewhere. */
export function progress(text: string): void {
  if (interactive) process.stdout.write(`\r\u001b[K  ${dim(text)}`);
}

export function progressEnd(): void {
  if (interactive) process.stdout.write("\r\u001b[K");
}

/** Rows under headings, numbers to the right. */
export function printTable(
  headings: readonly string[],
  rows: readonly (readonly (string | number)[])[],
): void {
  const texts = rows.map((row) => row.map(String));
  const widths = headings.map((heading, index) =>
    Math.max(heading.length, ...texts.map((row) => row[index]?.length ?? 0)),
  );
  const numeric = headings.map((_, index) =>
    rows.every((row) => typeof row[index] === "number" || /^[-\d,.%]+$/.test(String(row[index]))),
  );
  const format = (cells: readonly string[]): string =>
    cells
      .map((cell, index) =>
        numeric[index] ? cell.padStart(widths[index] ?? 0) : cell.padEnd(widths[index] ?? 0),
      )
      .join("   ")
      .trimEnd();
  line(bold(format(headings)));
  line(dim(widths.map((width) => "─".repeat(width)).join("   ")));
  for (const row of texts) line(format(row));
}
