import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Install } from "./install.js";
import { runTool } from "./run-tool.js";
import { findOnPath } from "./tools.js";

/** How one installation runs programs: all they print goes to its log. */
export interface Builder {
  run(tool: string, args: readonly string[], directory: string): Promise<void>;
  /** Runs a goal of Maven's dependency plugin. */
  maven(goal: string, properties: Readonly<Record<string, string>>, directory: string): Promise<void>;
  /** Path of a program of the JDK. */
  jdk(program: "javac" | "jar"): string;
}

/** Builds in `folder`, whose log lies beside it. `java` is the home of a JDK. */
export function builder({ environment, signal }: Install, folder: string, java: string): Builder {
  // Maven runs on the machine's own java where there is one: its trust store is set up.
  const ownJava = environment.JAVA_HOME ?? findOnPath("java", environment);
  const mavenEnvironment = ownJava === undefined ? { ...environment, JAVA_HOME: java } : environment;
  const log = `${folder}.log`;
  return {
    run: (tool, args, directory) =>
      runTool({
        ...{ tool, args, directory, environment, log, signal },
        hint: "Read the log above, then try again: what is fetched stays.",
      }),
    maven: (goal, properties, directory) =>
      runTool({
        tool: "mvn",
        args: [
          "--batch-mode",
          "--no-transfer-progress",
          `org.apache.maven.plugins:maven-dependency-plugin:3.8.1:${goal}`,
          ...Object.entries(properties).map(([name, value]) => `-D${name}=${value}`),
        ],
        ...{ directory, environment: mavenEnvironment, log, signal },
        hint: "Maven needs a repository that has these artifacts (its settings.xml names it). Try again: what is fetched stays.",
      }),
    jdk: (program) => join(java, "bin", program),
  };
}

/** Fetches an archive, `group:name:version:type` with a classifier where there is one, and unpacks it into the folder. */
export async function fetchArchive(build: Builder, artifact: string, folder: string): Promise<void> {
  const [, name, version, type, classifier] = artifact.split(":");
  const properties = {
    artifact,
    outputDirectory: folder,
    markersDirectory: join(folder, ".markers"),
  };
  if (type === "zip") return build.maven("unpack", properties, folder);
  // Some jars of the server are hard links to one another, which Maven unpacks to empty files.
  await build.maven("copy", properties, folder);
  const file = [name, version, classifier].filter(Boolean).join("-");
  await build.run("tar", ["-xzf", join(folder, `${file}.${type}`)], folder);
}

/** Jars that go to one folder together with all that they need at run time. */
export interface JarSet {
  /** `group:name:version`, with `:classifier` where there is one. */
  readonly artifacts: readonly string[];
  /** `group:name` of what is there already, and is left out. */
  readonly provided?: readonly string[];
  /** `group:name:version` of a list of versions that decides where two disagree. */
  readonly versions?: string;
  readonly folder: string;
}

/** Fetches sets of jars in one run of Maven. `work` is an empty folder for its files. */
export async function fetchJars(build: Builder, sets: readonly JarSet[], work: string): Promise<void> {
  const modules = sets.map((_, index) => `<module>set-${index}</module>`);
  await writeFile(join(work, "pom.xml"), projectText("all", `<modules>${modules.join("")}</modules>`));
  for (const [index, set] of sets.entries()) {
    await mkdir(join(work, `set-${index}`));
    await writeFile(join(work, `set-${index}`, "pom.xml"), jarSetText(`set-${index}`, set));
  }
  await build.maven("copy-dependencies", {}, work);
}

function jarSetText(name: string, { artifacts, provided = [], versions, folder }: JarSet): string {
  const wanted = artifacts.map((artifact) => {
    const [group, id, version, classifier] = artifact.split(":");
    return dependencyText({ groupId: group, artifactId: id, version, classifier });
  });
  const left = provided.map((artifact) => {
    const [group, id] = artifact.split(":");
    return dependencyText({ groupId: group, artifactId: id, scope: "provided" });
  });
  const [group, id, version] = versions?.split(":") ?? [];
  const list = dependencyText({ groupId: group, artifactId: id, version, type: "pom", scope: "import" });
  return projectText(
    name,
    `<properties><outputDirectory>${folder}</outputDirectory><includeScope>runtime</includeScope></properties>`,
    versions && `<dependencyManagement><dependencies>${list}</dependencies></dependencyManagement>`,
    `<dependencies>${[...wanted, ...left].join("")}</dependencies>`,
  );
}

function projectText(name: string, ...parts: (string | undefined)[]): string {
  const head = `<groupId>local</groupId><artifactId>${name}</artifactId><version>1</version><packaging>pom</packaging>`;
  return `<project><modelVersion>4.0.0</modelVersion>${head}${parts.join("")}</project>\n`;
}

function dependencyText(values: Readonly<Record<string, string | undefined>>): string {
  const parts = Object.entries(values).map(([name, value]) => (value ? `<${name}>${value}</${name}>` : ""));
  return `<dependency>${parts.join("")}</dependency>`;
}
