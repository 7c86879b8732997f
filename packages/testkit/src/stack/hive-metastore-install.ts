import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { cached } from "./cache.js";
import type { Install } from "./install.js";
import { builder, fetchArchive, fetchJars } from "./maven.js";
import { compileProgram } from "./programs.js";
import { step } from "./progress.js";

const version = "3.1.3";

/** The JDKs it runs on. Later ones lack what Hadoop's login needs. */
export const metastoreJava = { minimum: 11, maximum: 22 };

export const metastoreHome = (cache: string) => join(cache, "hive-metastore", version);

/** Path of the script that makes the tables of the metastore's database, below its home. */
const schemaScript = "scripts/metastore/upgrade/derby/hive-schema-3.1.0.derby.sql";

// What the metastore needs of Hadoop, which its archive expects to be there.
const hadoop = [
  "org.apache.hadoop:hadoop-client-api:3.3.6",
  "org.apache.hadoop:hadoop-client-runtime:3.3.6",
  "commons-cli:commons-cli:1.2",
  "commons-collections:commons-collections:3.2.2",
  "commons-io:commons-io:2.11.0",
];

/** Fetches the Hive Metastore and compiles its two programs, once. `java` is a JDK. Returns its folder. */
export function installMetastore(install: Install, java: string): Promise<string> {
  const { cache, onProgress, signal } = install;
  return cached(metastoreHome(cache), {
    signal,
    onWait: ({ pid }) => onProgress(`Process ${pid} is fetching the Hive Metastore; waiting for it`),
    fill: async (home) => {
      const build = builder(install, home, java);
      const archive = `org.apache.hive:hive-standalone-metastore:${version}:tar.gz:bin`;
      await step(onProgress, `Fetching the Hive Metastore ${version} (once)`, async () => {
        await fetchArchive(build, archive, home);
        const unpacked = join(home, `apache-hive-metastore-${version}-bin`);
        for (const part of ["lib", "scripts"]) await rename(join(unpacked, part), join(home, part));
        await rm(unpacked, { recursive: true });
        await fetchJars(build, [{ artifacts: hadoop, folder: join(home, "hadoop") }], home);
      });
      for (const program of ["StandInS3FileSystem", "LoopbackMetastore"]) {
        const jars = [join(home, "lib", "*"), join(home, "hadoop", "*")].join(":");
        const folder = join(home, "classes");
        await compileProgram(build, program, { jars, release: metastoreJava.minimum, folder });
      }
      await widenTexts(join(home, schemaScript));
      await rm(`${home}.log`);
    },
  });
}

// Derby's LONG VARCHAR holds 32,700 characters: too few for the text of a long view.
async function widenTexts(path: string): Promise<void> {
  const text = await readFile(path, "utf8");
  await writeFile(path, text.replaceAll("LONG VARCHAR", "CLOB"));
}
