import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { installMetastore, metastoreHome, metastoreJava } from "./hive-metastore-install.js";
import { icebergRestHome, installIcebergRest } from "./iceberg-rest-install.js";
import type { Install } from "./install.js";
import { findJava, type Java } from "./java.js";
import { installMinio, minioHome } from "./minio.js";
import { type Environment, findOnPath, type Missing, toolsMissing } from "./tools.js";
import { installTrino, trinoHome } from "./trino-install.js";
import { trinoReleases } from "./trino-releases.js";
import type { WantedTrino } from "./wanted-stack.js";

/** A server that is installed, and the JDK it runs on. */
export interface JavaServer {
  readonly home: string;
  readonly java: Java;
}

/** Servers that are installed and can be launched. */
export interface Prepared {
  /** The folder MinIO is in, if it is wanted. */
  readonly minio?: string;
  readonly trino?: JavaServer;
  readonly metastore?: JavaServer;
  readonly icebergRest?: JavaServer;
}

export interface Wanted {
  readonly minio: boolean;
  readonly trino: WantedTrino | undefined;
}

/** Installs what is wanted and not there yet. What this machine lacks is said before anything is fetched. */
export async function prepare(wanted: Wanted, install: Install): Promise<Prepared> {
  const javas = findTools(wanted, install);
  // All at once, and when one fails the others stop too.
  const failure = new AbortController();
  const signal = install.signal ? AbortSignal.any([install.signal, failure.signal]) : failure.signal;
  const watched = async <Result>(work: Promise<Result>) => {
    try {
      return await work;
    } catch (error) {
      failure.abort(error);
      throw error;
    }
  };
  const own = { ...install, signal };
  const { minio, trino } = wanted;
  const works = await Promise.allSettled([
    minio ? watched(installMinio(own)) : undefined,
    trino && javas && watched(installJavaServers(trino, javas, own)),
  ] as const);
  if (failure.signal.aborted) throw failure.signal.reason;
  const [minioWork, javaWork] = works;
  return {
    ...(minioWork.status === "fulfilled" && minioWork.value && { minio: minioWork.value }),
    ...(javaWork.status === "fulfilled" && javaWork.value),
  };
}

/** One after the other: two Mavens at once can damage the folder in which they keep what they fetch. */
async function installJavaServers(
  { version, metastore, icebergRest }: WantedTrino,
  javas: Javas,
  install: Install,
): Promise<Omit<Prepared, "minio">> {
  const { java, metastoreJava } = javas;
  const trino = { home: await installTrino(install, version, java.home), java };
  return {
    trino,
    ...(metastore === "hms" &&
      metastoreJava && {
        metastore: { home: await installMetastore(install, java.home), java: metastoreJava },
      }),
    ...(icebergRest && { icebergRest: { home: await installIcebergRest(install, java.home), java } }),
  };
}

interface Javas {
  readonly java: Java;
  /** Where a Hive Metastore is wanted. */
  readonly metastoreJava: Java | undefined;
}

/** The JDKs that are needed; one error for all that this machine lacks. */
function findTools({ minio, trino }: Wanted, { cache, environment }: Install): Javas | undefined {
  const missing: Missing = {};
  const homes = trino ? homesOf(trino, cache) : [];
  const lacking = homes.filter((home) => !existsSync(home));
  const { minimumJava = 0, from } = trino ? trinoReleases[trino.version] : {};
  const compiler = lacking.length > 0 && (from === "jars" || homes.length > 1);
  const java = trino && findJava({ environment, minimum: minimumJava, compiler });
  if (typeof java === "string") missing.java = java;
  const old =
    trino?.metastore === "hms"
      ? findJava({ environment, ...metastoreJava, variable: "SLUICE_METASTORE_JAVA_HOME" })
      : undefined;
  if (typeof old === "string") missing.metastoreJava = `${old} for the Hive Metastore`;
  if (lacking.length > 0 && findOnPath("mvn", environment) === undefined) missing.mvn = "no mvn";
  const go = minio && !existsSync(minioHome(cache)) ? goMissing(environment) : undefined;
  if (go !== undefined) missing.go = go;
  if (Object.keys(missing).length > 0) throw toolsMissing(missing);
  return java === undefined ? undefined : { java: java as Java, metastoreJava: old as Java | undefined };
}

function homesOf({ version, metastore, icebergRest }: WantedTrino, cache: string): string[] {
  return [
    trinoHome(cache, version),
    ...(metastore === "hms" ? [metastoreHome(cache)] : []),
    ...(icebergRest ? [icebergRestHome(cache)] : []),
  ];
}

// From 1.21 on Go fetches the newer toolchain a module asks for.
function goMissing(environment: Environment): string | undefined {
  const go = findOnPath("go", environment);
  if (go === undefined) return "no go";
  const { stdout } = spawnSync(go, ["env", "GOVERSION"], { encoding: "utf8", env: { ...environment } });
  const minor = /^go1\.(\d+)/.exec((stdout ?? "").trim())?.[1];
  return minor !== undefined && Number(minor) < 21 ? `go 1.${minor} is too old` : undefined;
}
