import { mkdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { cached } from "./cache.js";
import type { Install } from "./install.js";
import { step } from "./progress.js";
import { runTool } from "./run-tool.js";
import { findOnPath } from "./tools.js";

interface TrinoRelease {
  /** The oldest JDK it runs on. */
  readonly minimumJava: number;
  /** Folder in the installation → the archive that fills it. The first is the server itself. */
  readonly archives: Readonly<Record<string, string>>;
}

/** The releases this stack can set up. The newest one that Maven repositories hold as archives is 476. */
export const trinoReleases = {
  "476": {
    minimumJava: 24,
    archives: {
      ".": "io.trino:trino-server-core:476:tar.gz",
      "plugin/hive": "io.trino:trino-hive:476:zip",
      "plugin/iceberg": "io.trino:trino-iceberg:476:zip",
      "plugin/tpch": "io.trino:trino-tpch:476:zip",
    },
  },
} as const satisfies Record<string, TrinoRelease>;

export type TrinoVersion = keyof typeof trinoReleases;

export const trinoHome = (cache: string, version: TrinoVersion) => join(cache, "trino", version);

/** Fetches a release with the machine's Maven and unpacks it, once. Returns the folder with `lib` and `plugin`. */
export function installTrino(
  { cache, environment, onProgress, signal }: Install,
  version: TrinoVersion,
  java: string,
): Promise<string> {
  const archives = Object.entries(trinoReleases[version].archives);
  // Maven runs on the machine's own java where there is one: its trust store is set up.
  const ownJava = environment.JAVA_HOME ?? findOnPath("java", environment);
  const mavenEnvironment = ownJava === undefined ? { ...environment, JAVA_HOME: java } : environment;
  return cached(trinoHome(cache, version), {
    signal,
    onWait: ({ pid }) => onProgress(`Process ${pid} is fetching Trino ${version}; waiting for it`),
    fill: async (directory) => {
      for (const [index, [folder, artifact]] of archives.entries()) {
        const unpacked = join(directory, "unpacked");
        await mkdir(unpacked);
        const run = (tool: string, args: readonly string[]) =>
          runTool({
            tool,
            args,
            directory: unpacked,
            environment: mavenEnvironment,
            log: `${directory}.log`,
            hint: "Maven needs a repository that has io.trino artifacts (its settings.xml names it). Try again: what is fetched stays.",
            signal,
          });
        await step(onProgress, `Fetching ${artifact} (once; ${index + 1} of ${archives.length})`, () =>
          unpack(artifact, unpacked, run),
        );
        await install(unpacked, artifact, folder, directory);
      }
      await rm(`${directory}.log`);
    },
  });
}

async function unpack(
  artifact: string,
  directory: string,
  run: (tool: string, args: readonly string[]) => Promise<void>,
): Promise<void> {
  const [, name, version, type] = artifact.split(":");
  const maven = (goal: "copy" | "unpack") =>
    run("mvn", [
      "--batch-mode",
      "--no-transfer-progress",
      `org.apache.maven.plugins:maven-dependency-plugin:3.8.1:${goal}`,
      `-Dartifact=${artifact}`,
      `-DoutputDirectory=${directory}`,
      `-DmarkersDirectory=${join(directory, ".markers")}`,
    ]);
  if (type === "zip") return maven("unpack");
  // The server's jars are hard links to one another, which Maven unpacks to empty files.
  await maven("copy");
  await run("tar", ["-xzf", join(directory, `${name}-${version}.${type}`)]);
}

// Every archive holds one folder, `trino-hive-476`. Of the server's plugins only those that the stack uses are
// kept: each one costs time at every start.
async function install(unpacked: string, artifact: string, folder: string, home: string): Promise<void> {
  const [, name, version] = artifact.split(":");
  const content = join(unpacked, `${name}-${version}`);
  if (folder === ".") {
    await mkdir(join(home, "plugin"));
    for (const part of ["lib", "plugin/spooling-filesystem"])
      await rename(join(content, part), join(home, part));
  } else {
    await rename(content, join(home, folder));
  }
  await rm(unpacked, { recursive: true, force: true });
}
