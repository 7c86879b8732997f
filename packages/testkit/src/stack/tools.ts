import { accessSync, constants, statSync } from "node:fs";
import { delimiter, join } from "node:path";
import { SluiceError } from "@sluice/sdk";
import "./errors.js";

export type Environment = Readonly<Record<string, string | undefined>>;

const ways = {
  java: "JDK 25 or newer, such as Temurin 25 (24 does for Trino 476): `apt-get install temurin-25-jdk` with Adoptium's Debian repository, `sdk install java 25-tem`, or `brew install --cask temurin@25`. A JDK in another place is named by SLUICE_JAVA_HOME.",
  metastoreJava:
    "JDK 11 to 22, such as Temurin 17, for the Hive Metastore: `apt-get install openjdk-17-jdk`, `sdk install java 17-tem`, or `brew install --cask temurin@17`. A JDK in another place is named by SLUICE_METASTORE_JAVA_HOME.",
  mvn: "Maven: `apt-get install maven`, `sdk install maven`, or `brew install maven`.",
  go: "Go 1.24 or newer: `apt-get install golang-go` (Debian 13 and newer; Debian 12 has 1.19, too old) or `brew install go`.",
} as const;

export type Tool = keyof typeof ways;

/** What this machine lacks, and what it has instead: `go` → `go 1.19 is too old`. */
export type Missing = Partial<Record<Tool, string>>;

/** The full path of a program, as a shell would find it. */
export function findOnPath(name: string, environment: Environment): string | undefined {
  for (const directory of (environment.PATH ?? "").split(delimiter)) {
    if (directory === "") continue;
    const file = join(directory, name);
    try {
      accessSync(file, constants.X_OK);
      if (statSync(file).isFile()) return file;
    } catch {
      // not here
    }
  }
  return undefined;
}

/** One error for everything that is missing, so that nobody comes back three times. */
export function toolsMissing(missing: Missing): SluiceError<"STACK_TOOL_MISSING"> {
  const tools = Object.keys(missing) as Tool[];
  return new SluiceError("STACK_TOOL_MISSING", {
    message: `the stack cannot be set up on this machine: ${Object.values(missing).join("; ")}`,
    details: { tools },
    hint: `${tools.map((tool) => ways[tool]).join("\n        ")}\n        Servers that already run serve as well: set SLUICE_TRINO_URL and SLUICE_S3_ENDPOINT, or use compose.yaml.`,
  });
}
