import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import type { Install } from "./install.js";
import { findJava, type Java } from "./java.js";
import { installMinio, minioHome } from "./minio.js";
import { type Environment, findOnPath, type Missing, toolsMissing } from "./tools.js";
import { installTrino, type TrinoVersion, trinoHome, trinoReleases } from "./trino-install.js";

/** Servers that are installed and can be launched. */
export interface Prepared {
  /** The folder MinIO is in, if it is wanted. */
  readonly minio?: string;
  readonly trino?: { readonly home: string; readonly java: Java };
}

export interface Wanted {
  readonly minio: boolean;
  readonly trino: TrinoVersion | undefined;
}

/** Installs what is wanted and not there yet. What this machine lacks is said before anything is fetched. */
export async function prepare(wanted: Wanted, install: Install): Promise<Prepared> {
  const { cache, environment } = install;
  const missing: Missing = {};
  const { minio, trino } = wanted;
  const java = trino && findJava({ environment, minimum: trinoReleases[trino].minimumJava });
  if (typeof java === "string") missing.java = java;
  if (trino && !existsSync(trinoHome(cache, trino)) && findOnPath("mvn", environment) === undefined) {
    missing.mvn = "no mvn";
  }
  const go = minio && !existsSync(minioHome(cache)) ? goMissing(environment) : undefined;
  if (go !== undefined) missing.go = go;
  if (Object.keys(missing).length > 0) throw toolsMissing(missing);

  // Both at once, and when one fails the other stops too.
  const failure = new AbortController();
  const signal = install.signal ? AbortSignal.any([install.signal, failure.signal]) : failure.signal;
  const watched = async (work: Promise<string>) => {
    try {
      return await work;
    } catch (error) {
      failure.abort(error);
      throw error;
    }
  };
  const found = typeof java === "object" ? java : undefined;
  const works = await Promise.allSettled([
    minio ? watched(installMinio({ ...install, signal })) : undefined,
    trino && found ? watched(installTrino({ ...install, signal }, trino, found.home)) : undefined,
  ]);
  if (failure.signal.aborted) throw failure.signal.reason;
  const [minioFolder, trinoFolder] = works.map((work) =>
    work.status === "fulfilled" ? work.value : undefined,
  );
  return {
    ...(minioFolder && { minio: minioFolder }),
    ...(trinoFolder && found && { trino: { home: trinoFolder, java: found } }),
  };
}

// From 1.21 on Go fetches the newer toolchain a module asks for.
function goMissing(environment: Environment): string | undefined {
  const go = findOnPath("go", environment);
  if (go === undefined) return "no go";
  const { stdout } = spawnSync(go, ["env", "GOVERSION"], { encoding: "utf8", env: { ...environment } });
  const minor = /^go1\.(\d+)/.exec((stdout ?? "").trim())?.[1];
  return minor !== undefined && Number(minor) < 21 ? `go 1.${minor} is too old` : undefined;
}
