import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { cached } from "./cache.js";
import type { Install } from "./install.js";
import { builder, fetchJars } from "./maven.js";
import { compileProgram } from "./programs.js";
import { step } from "./progress.js";

const version = "1.9.1";

export const icebergRestHome = (cache: string) => join(cache, "iceberg-rest", version);

const artifacts = [
  `org.apache.iceberg:iceberg-core:${version}`,
  // Iceberg's own servlet is among its tests.
  `org.apache.iceberg:iceberg-core:${version}:tests`,
  `org.apache.iceberg:iceberg-aws:${version}`,
  `org.apache.iceberg:iceberg-aws-bundle:${version}`,
  "org.xerial:sqlite-jdbc:3.49.1.0",
  "org.eclipse.jetty.ee10:jetty-ee10-servlet:12.0.21",
];

/** Fetches Iceberg's REST catalog and compiles its program, once. `java` is a JDK. Returns its folder. */
export function installIcebergRest(install: Install, java: string): Promise<string> {
  const { cache, onProgress, signal } = install;
  return cached(icebergRestHome(cache), {
    signal,
    onWait: ({ pid }) => onProgress(`Process ${pid} is fetching the Iceberg REST catalog; waiting for it`),
    fill: async (home) => {
      const build = builder(install, home, java);
      const lib = join(home, "lib");
      await step(onProgress, `Fetching the Iceberg REST catalog ${version} (once)`, async () => {
        await mkdir(join(home, "work"));
        await fetchJars(build, [{ artifacts, folder: lib }], join(home, "work"));
        await rm(join(home, "work"), { recursive: true });
      });
      const jars = join(lib, "*");
      await compileProgram(build, "IcebergRestServer", { jars, release: 17, folder: join(home, "classes") });
      await rm(`${home}.log`);
    },
  });
}
