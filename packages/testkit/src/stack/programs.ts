import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Builder } from "./maven.js";

// Java is not compiled into dist, so it is read where it was written, from there and from here.
const sources = fileURLToPath(new URL("../../src/stack/programs", import.meta.url));

/** Compiles a Java program of this package against jars (`/lib/*`). Its classes go to the folder. */
export async function compileProgram(
  build: Builder,
  program: string,
  { jars, release, folder }: { readonly jars: string; readonly release: number; readonly folder: string },
): Promise<void> {
  await mkdir(folder, { recursive: true });
  const file = join(sources, `${program}.java`);
  const flags = ["-nowarn", "-proc:none", "--release", String(release)];
  await build.run(build.jdk("javac"), [...flags, "-cp", jars, "-d", folder, file], folder);
}
