import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { cached } from "./cache.js";
import type { Install } from "./install.js";
import { type Builder, builder, fetchArchive, fetchJars } from "./maven.js";
import { compileProgram } from "./programs.js";
import { step } from "./progress.js";
import { type TrinoVersion, trinoPlugins, trinoReleases } from "./trino-releases.js";

export const trinoHome = (cache: string, version: TrinoVersion) => join(cache, "trino", version);

/** Puts a release together with the machine's Maven, once. Returns the folder with `lib` and `plugin`. */
export function installTrino(install: Install, version: TrinoVersion, java: string): Promise<string> {
  const { cache, onProgress, signal } = install;
  const { from } = trinoReleases[version];
  return cached(trinoHome(cache, version), {
    signal,
    onWait: ({ pid }) => onProgress(`Process ${pid} is fetching Trino ${version}; waiting for it`),
    fill: async (directory) => {
      const build = builder(install, directory, java);
      const fill = from === "archives" ? fillFromArchives : fillFromJars;
      await fill(version, directory, build, install);
      await rm(`${directory}.log`);
    },
  });
}

type Fill = (version: TrinoVersion, home: string, build: Builder, install: Install) => Promise<void>;

const fillFromArchives: Fill = async (version, home, build, { onProgress }) => {
  const plugins = Object.keys(trinoPlugins).map((name) => [`io.trino:trino-${name}:${version}:zip`, name]);
  const archives = [[`io.trino:trino-server-core:${version}:tar.gz`], ...plugins] as [string, string?][];
  for (const [index, [artifact, plugin]] of archives.entries()) {
    const unpacked = join(home, "unpacked");
    await mkdir(unpacked);
    await step(onProgress, `Fetching ${artifact} (once; ${index + 1} of ${archives.length})`, () =>
      fetchArchive(build, artifact, unpacked),
    );
    // Every archive holds one folder, `trino-hive-476`.
    const content = join(unpacked, artifact.split(":").slice(1, 3).join("-"));
    if (plugin === undefined) await keepServer(content, home);
    else await rename(content, join(home, "plugin", plugin));
    await rm(unpacked, { recursive: true, force: true });
  }
};

// Of the server's plugins only the one that the stack uses is kept: each costs time at every start.
async function keepServer(content: string, home: string): Promise<void> {
  await mkdir(join(home, "plugin"));
  for (const part of ["lib", "plugin/spooling-filesystem"])
    await rename(join(content, part), join(home, part));
}

/** What Trino hands to every plugin, so that a plugin must not bring its own. */
const provided = [
  "io.trino:trino-spi",
  "io.airlift:slice",
  "com.fasterxml.jackson.core:jackson-annotations",
  "io.opentelemetry:opentelemetry-api",
  "io.opentelemetry:opentelemetry-api-incubator",
  "io.opentelemetry:opentelemetry-common",
  "io.opentelemetry:opentelemetry-context",
  "org.locationtech.jts:jts-core",
];

const fillFromJars: Fill = async (version, home, build, { onProgress }) => {
  const work = join(home, "work");
  await mkdir(work);
  const versions = `io.trino:trino-root:${version}`;
  const server = { artifacts: [`io.trino:trino-main:${version}`], versions, folder: join(home, "lib") };
  const plugins = Object.keys(trinoPlugins).map((name) => ({
    artifacts: [`io.trino:trino-${name}:${version}`],
    provided,
    versions,
    folder: join(home, "plugin", name),
  }));
  await step(onProgress, `Fetching the jars of Trino ${version} (once; some minutes)`, () =>
    fetchJars(build, [server, ...plugins], work),
  );
  await compileProgram(build, "TrinoServer", {
    jars: join(home, "lib", "*"),
    release: trinoReleases[version].minimumJava,
    folder: join(work, "classes"),
  });
  await build.run(
    build.jdk("jar"),
    ["-c", "-f", join(home, "lib", "trino-server-main.jar"), "-C", join(work, "classes"), "."],
    work,
  );
  for (const [name, plugin] of Object.entries(trinoPlugins)) await announce(name, plugin, home, work, build);
  await rm(work, { recursive: true, force: true });
};

// Trino finds a plugin by a file that the archives have in a jar of its own.
async function announce(name: string, plugin: string, home: string, work: string, build: Builder) {
  const folder = join(work, name);
  await mkdir(join(folder, "META-INF/services"), { recursive: true });
  await writeFile(join(folder, "META-INF/services/io.trino.spi.Plugin"), `${plugin}\n`);
  const jar = join(home, "plugin", name, `trino-${name}-services.jar`);
  await build.run(build.jdk("jar"), ["-c", "-f", jar, "-C", folder, "."], work);
}
