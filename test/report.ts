import { mkdir, readFile, writeFile } from "node:fs/promises";
import { cpus, totalmem } from "node:os";
import { dirname, join } from "node:path";
import { root } from "./tree.js";

/** What a long run found, as one section of a page in `docs/reports`. */
export interface ReportSection {
  /** The page's file name: `kills.md`. */
  readonly page: string;
  /** Its title and what is done, as Markdown. */
  readonly opening: string;
  /** Every section a page of its kind has, in order; a heading alone where there is one. */
  readonly sections: readonly string[];
  /** Which of them this is. */
  readonly section: string;
  /** Markdown. */
  readonly text: string;
}

/** Puts a section into its page; the other ones stay. */
export async function writeReport(report: ReportSection): Promise<void> {
  const file = join(root, "docs/reports", report.page);
  const old = await readFile(file, "utf8").catch(() => "");
  const texts = new Map<string, string>();
  for (const [, name = "", text = ""] of old.matchAll(/^## (.+)\n([\s\S]*?)(?=^## |$(?![\s\S]))/gm)) {
    texts.set(name, text.trim());
  }
  texts.set(report.section, report.text.trim());
  const parts = report.sections.flatMap((name) => {
    const text = texts.get(name);
    return text === undefined ? [] : [`## ${name}\n\n${text}\n`];
  });
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, [`${report.opening.trim()}\n`, ...parts].join("\n"));
}

/** A Markdown table of two columns, with the machine as its last row. */
export function factsTable(facts: readonly (readonly [name: string, value: string | number])[]): string {
  const all = [...facts, ["machine", machine()] as const];
  return ["| | |", "| --- | --- |", ...all.map(([name, value]) => `| ${name} | ${value} |`)].join("\n");
}

function machine(): string {
  return `${process.platform} ${process.arch}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GB`;
}
