import { homedir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder of the Python packages the contenders need. `npm run bench:setup` fills it. */
export function pythonFolder(): string {
  const { SLUICE_CACHE, XDG_CACHE_HOME } = process.env;
  const cache = SLUICE_CACHE || join(XDG_CACHE_HOME || join(homedir(), ".cache"), "sluice");
  return join(cache, "bench-python");
}

export function pythonPath(): string {
  return join(pythonFolder(), "bin", "python");
}

export const pythonScript: string = fileURLToPath(new URL("../python/run_job.py", import.meta.url));
