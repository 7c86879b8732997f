import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The repository's folder. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Paths of all files that git keeps or would keep. */
export function tree(): string[] {
  const args = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"];
  return execFileSync("git", args, { cwd: root, encoding: "utf8", maxBuffer: 2 ** 26 })
    .split("\0")
    .filter((path) => path !== "" && existsSync(join(root, path)));
}

export function read(path: string): string {
  return readFileSync(join(root, path), "utf8");
}

type Ranges = Readonly<Record<string, string>>;

/** What the tests read of a package.json. */
export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly description?: string;
  readonly license?: string;
  readonly type?: string;
  readonly sideEffects?: boolean;
  readonly engines?: { readonly node?: string };
  readonly files?: readonly string[];
  readonly exports: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
  readonly dependencies?: Ranges;
  readonly devDependencies?: Ranges;
  readonly peerDependencies?: Ranges;
}

export interface Package {
  /** Name of its folder: `handler-jsonl`. */
  readonly folder: string;
  readonly manifest: Manifest;
  /** Of its sources, relative to the repository. */
  readonly sources: readonly string[];
}

export function packages(): Package[] {
  const files = tree();
  return readdirSync(join(root, "packages")).map((folder) => ({
    folder,
    manifest: JSON.parse(read(`packages/${folder}/package.json`)) as Manifest,
    sources: files.filter((path) => path.startsWith(`packages/${folder}/src/`)),
  }));
}

/** Names of the packages a source imports, in any way it can. */
export function importsOf(source: string): string[] {
  const code = read(source).replace(/^\s*(\/\/|\*|\/\*).*$/gm, "");
  const pattern = /^\}? ?(?:import|export)?[^"'`\n]*?(?:\bfrom |\bimport |\bimport\()"([^"]+)"/gm;
  const found = [...code.matchAll(pattern)].map(([, specifier = ""]) => specifier);
  const packageNames = found
    .filter((specifier) => !/^(\.|node:)/.test(specifier))
    .map((specifier) =>
      specifier
        .split("/")
        .slice(0, specifier.startsWith("@") ? 2 : 1)
        .join("/"),
    );
  return [...new Set(packageNames)];
}
