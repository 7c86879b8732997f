import { execFile } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { codeBlocks } from "../scripts/lib/code-blocks.mjs";
import { read, root, tree } from "./tree.js";

/** A program that stands in a text. */
export interface TextProgram {
  /** The text and which of its programs it is, from 1: `docs/start.md#2`. */
  readonly name: string;
  /** Where its first line is, from 1. */
  readonly line: number;
  readonly code: string;
}

export const textPrograms: readonly TextProgram[] = tree()
  .filter((path) => /^(README|docs\/.*|packages\/[^/]+\/README)\.md$/.test(path))
  .flatMap((path) =>
    codeBlocks(read(path), ["ts", "js"]).map(({ line, text }, index) => ({
      name: `${path}#${index + 1}`,
      line,
      code: text,
    })),
  );

/** The programs as modules in a folder of the repository, where they find the packages. */
export class CompiledTexts {
  /** By the program: what the compiler says of it. Under the empty name what it says of none. */
  readonly errors: ReadonlyMap<string, string>;
  private readonly folder: string;

  private constructor(folder: string, errors: ReadonlyMap<string, string>) {
    this.folder = folder;
    this.errors = errors;
  }

  /** `name`: of the folder; what is there goes. */
  static async make(name: string): Promise<CompiledTexts> {
    const folder = join(root, "node_modules/.cache", name);
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    for (const { name, line, code } of textPrograms) {
      // Code stands in the lines where it stands in the text.
      writeFileSync(join(folder, `${fileOf(name)}.mts`), `${"\n".repeat(line - 1)}${code}export {};\n`);
    }
    const compilerOptions = {
      ...{ composite: false, declaration: false, declarationMap: false, sourceMap: false },
      ...{ noUnusedLocals: false, noUnusedParameters: false, target: "es2022" },
    };
    const config = { extends: join(root, "tsconfig.base.json"), compilerOptions, include: ["*.mts"] };
    writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(config));
    return new CompiledTexts(folder, byProgram(await compile(folder)));
  }

  /** Runs a program in a folder, which is where its `./lake` is. What it prints; a failure where it fails or complains. */
  async run(name: string, options: RunOptions): Promise<string> {
    const code = readFileSync(join(this.folder, `${fileOf(name)}.mjs`), "utf8");
    return this.runCode(name, options.change?.(code) ?? code, options);
  }

  /** Runs JavaScript that stands in no text. */
  async runCode(name: string, code: string, { folder, env }: RunOptions): Promise<string> {
    const file = join(this.folder, `${fileOf(name)}_run.mjs`);
    writeFileSync(file, code);
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [file], {
      cwd: folder,
      env: { ...process.env, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true", ...env },
    });
    if (stderr !== "") throw new Error(`${name} complains:\n${stderr}`);
    return stdout;
  }
}

export interface RunOptions {
  readonly folder: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Puts addresses that there are in the place of those of the text. */
  change?(code: string): string;
}

function fileOf(name: string): string {
  return name.replaceAll(/[^\w.-]/g, "_");
}

/** One line for each error. */
function compile(folder: string): Promise<string[]> {
  const tsc = join(root, "node_modules/typescript/bin/tsc");
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [tsc, "-p", folder, "--pretty", "false"],
      { cwd: folder },
      (_error, stdout, stderr) =>
        resolve(`${stdout}${stderr}`.split("\n").filter((line) => /^\S/.test(line))),
    );
  });
}

function byProgram(errors: readonly string[]): Map<string, string> {
  const found = new Map<string, string>();
  for (const error of errors) {
    const name = textPrograms.find((each) => error.startsWith(`${fileOf(each.name)}.mts(`))?.name ?? "";
    found.set(name, `${found.get(name) ?? ""}${error}\n`);
  }
  return found;
}
