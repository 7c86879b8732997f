import { createRequire } from "node:module";
import { homedir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** Where `npm run bench:setup` puts the Python packages. */
export const pythonFolder = (): string => join(cacheFolder(), "bench-python");

/** Where it puts the Node packages that are no dependency of this repository. */
export const nodeFolder = (): string => join(cacheFolder(), "bench-node");

export const pythonPath = (): string => join(pythonFolder(), "bin", "python");

export const pythonScript: string = fileURLToPath(new URL("../python/run_job.py", import.meta.url));

/** A package that `npm run bench:setup` has installed. Throws where it has not. */
export function installed(name: string): unknown {
  return createRequire(join(nodeFolder(), "package.json"))(name);
}

function cacheFolder(): string {
  const { SLUICE_CACHE, XDG_CACHE_HOME } = process.env;
  return SLUICE_CACHE || join(XDG_CACHE_HOME || join(homedir(), ".cache"), "sluice");
}
