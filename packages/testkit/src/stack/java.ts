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
  /** Folders whose entries are JDK homes. Default: where Debian, SDKMAN and macOS put them. */
  readonly roots?: readonly string[];
}

/** The major version in what `java -version` prints: 8 for `1.8.0_402`, 25 for `25.0.1` and `25-ea`. */
export function javaMajorVersion(text: string): number | undefined {
  const found = /version "(?:1\.)?(\d+)/.exec(text)?.[1];
  return found === undefined ? undefined : Number(found);
}

/**
 * The first JDK that is new enough: SLUICE_JAVA_HOME, JAVA_HOME, PATH, then the usual folders, newest name first.
 * SLUICE_JAVA_HOME is an order, so where it is set nothing else is looked at. A string says why there is none.
 */
export function findJava({ environment, minimum, roots = usualRoots() }: JavaSearch): Java | string {
  const tooOld: string[] = [];
  for (const home of candidates(environment, roots)) {
    const java = inspect(home);
    if (java === undefined) continue;
    if (java.major >= minimum) return java;
    tooOld.push(`${home} is ${java.major}`);
  }
  const looked = environment.SLUICE_JAVA_HOME ? ` in SLUICE_JAVA_HOME (${environment.SLUICE_JAVA_HOME})` : "";
  const found = tooOld.length > 0 ? ` (${tooOld.join(", ")})` : "";
  return `no JDK ${minimum} or newer${looked}${found}`;
}

function candidates(environment: Environment, roots: readonly string[]): Set<string> {
  if (environment.SLUICE_JAVA_HOME) return new Set([environment.SLUICE_JAVA_HOME]);
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
