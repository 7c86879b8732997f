import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, realpathSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { type Environment, findOnPath } from "./tools.js";

export interface Java {
  /** What JAVA_HOME would be. */
  readonly home: string;
  readonly command: string;
  readonly major: number;
}

export interface JavaSearch {
  readonly environment: Environment;
  readonly minimum: number;
  /** The newest one that will do. Default: any. */
  readonly maximum?: number;
  /** Whether it has to compile. Default `false`: to run is enough. */
  readonly compiler?: boolean;
  /** The variable that names its home. Default `SLUICE_JAVA_HOME`. */
  readonly variable?: string;
  /** Folders whose entries are JDK homes. Default: where Debian, SDKMAN and macOS put them. */
  readonly roots?: readonly string[];
}

/** The major version in what `java -version` prints: 8 for `1.8.0_402`, 25 for `25.0.1` and `25-ea`. */
export function javaMajorVersion(text: string): number | undefined {
  const found = /version "(?:1\.)?(\d+)/.exec(text)?.[1];
  return found === undefined ? undefined : Number(found);
}

/**
 * The first JDK that fits: the variable (SLUICE_JAVA_HOME), JAVA_HOME, PATH, then the usual folders, newest name first.
 * The variable is an order, so where it is set nothing else is looked at. A string says why there is none.
 */
export function findJava(search: JavaSearch): Java | string {
  const { environment, minimum, maximum, compiler = false, variable = "SLUICE_JAVA_HOME" } = search;
  const others: string[] = [];
  const ordered = environment[variable];
  for (const home of ordered ? [ordered] : candidates(environment, search.roots ?? usualRoots())) {
    const java = inspect(home);
    if (java === undefined) continue;
    const compiles = !compiler || existsSync(join(home, "bin", "javac"));
    if (compiles && java.major >= minimum && java.major <= (maximum ?? java.major)) return java;
    others.push(`${home} is ${java.major}${compiles ? "" : " without javac"}`);
  }
  const looked = ordered ? ` in ${variable} (${ordered})` : "";
  const found = others.length > 0 ? ` (${others.join(", ")})` : "";
  return `no JDK ${minimum} ${maximum === undefined ? "or newer" : `to ${maximum}`}${looked}${found}`;
}

function candidates(environment: Environment, roots: readonly string[]): Set<string> {
  const homes = new Set<string>();
  if (environment.JAVA_HOME) homes.add(environment.JAVA_HOME);
  const onPath = findOnPath("java", environment);
  if (onPath !== undefined) homes.add(dirname(dirname(realpathSync(onPath))));
  for (const root of roots) for (const home of entries(root)) homes.add(home);
  return homes;
}

function entries(root: string): string[] {
  if (!existsSync(root)) return [];
  const names = readdirSync(root).sort((a, b) => b.localeCompare(a, "en", { numeric: true }));
  return names.flatMap((name) => [join(root, name), join(root, name, "Contents", "Home")]);
}

function usualRoots(): string[] {
  return [
    "/usr/lib/jvm",
    join(homedir(), ".sdkman/candidates/java"),
    "/Library/Java/JavaVirtualMachines",
    join(homedir(), "Library/Java/JavaVirtualMachines"),
  ];
}

function inspect(home: string): Java | undefined {
  const command = join(home, "bin", "java");
  if (!existsSync(command)) return undefined;
  // The version is printed to stderr.
  const { stderr } = spawnSync(command, ["-version"], { encoding: "utf8", timeout: 20_000 });
  const major = javaMajorVersion(stderr ?? "");
  return major === undefined ? undefined : { home, command, major };
}
