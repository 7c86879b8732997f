import { SluiceError } from "@sluice/sdk";
import type { StackS3 } from "./s3.js";
import { type CatalogSettings, properties, s3Properties, trinoCatalogs } from "./trino-catalogs.js";
import { type TrinoVersion, trinoReleases } from "./trino-releases.js";

export interface TrinoSettings extends Pick<CatalogSettings, "metastore" | "icebergRest" | "more"> {
  readonly port: number;
  readonly version: TrinoVersion;
  /** The release's own folder, with `lib` and `plugin`. */
  readonly home: string;
  /** Where it runs: holds `etc`, its own data and the metastores. */
  readonly directory: string;
  /** The largest heap: `2G`, `3072M`. */
  readonly memory: string;
  readonly s3: StackS3;
  /** Where large results wait for the client; without it they go through the statement protocol only. */
  readonly spooling?: { readonly bucket: string; readonly secret: string };
}

/** Path → text of every file Trino reads, relative to `directory`. */
export function trinoConfiguration(settings: TrinoSettings): Record<string, string> {
  const { port, version, home, directory, memory, s3, spooling } = settings;
  const heap = megabytes(memory);
  const release = trinoReleases[version];
  const catalogs = trinoCatalogs({ ...settings, release, localDirectory: `${directory}/local` });
  return {
    "etc/config.properties": properties({
      coordinator: "true",
      "node-scheduler.include-coordinator": "true",
      "http-server.http.port": String(port),
      "discovery.uri": `http://127.0.0.1:${port}`,
      "catalog.config-dir": `${directory}/etc/catalog`,
      "plugin.dir": `${home}/plugin`,
      // Both are parts of the heap, and together have to be less than all of it.
      "query.max-memory-per-node": `${Math.floor(heap / 2)}MB`,
      "memory.heap-headroom-per-node": `${Math.floor(heap / 4)}MB`,
      ...(spooling && {
        "protocol.spooling.enabled": "true",
        "protocol.spooling.shared-secret-key": spooling.secret,
      }),
    }),
    "etc/log.properties": properties({ "io.trino": "INFO" }),
    ...(spooling && {
      "etc/spooling-manager.properties": properties({
        "spooling-manager.name": "filesystem",
        "fs.s3.enabled": "true",
        "fs.location": `s3://${spooling.bucket}/`,
        // MinIO encrypts with the client's keys over https only.
        "fs.segment.encryption": "false",
        ...s3Properties(s3),
      }),
    }),
    ...Object.fromEntries(
      Object.entries(catalogs).map(([name, text]) => [`etc/catalog/${name}.properties`, text]),
    ),
  };
}

/** Arguments for `java`. Trino listens on 127.0.0.1 only. https://trino.io/docs/current/installation/deployment.html */
export function trinoArguments({ version, home, directory, memory }: TrinoSettings): string[] {
  return [
    "-cp",
    `${home}/lib/*`,
    "-server",
    `-Xmx${memory}`,
    "-XX:+UseG1GC",
    "-XX:G1HeapRegionSize=32M",
    "-XX:+ExitOnOutOfMemoryError",
    "-XX:ReservedCodeCacheSize=256M",
    "-Djdk.attach.allowAttachSelf=true",
    "-Djdk.nio.maxCachedBufferSize=2000000",
    "-Duser.timezone=UTC",
    // Native libraries are unpacked and loaded from here, and /tmp may forbid that.
    `-Djava.io.tmpdir=${directory}/temporary`,
    "--add-modules=jdk.incubator.vector",
    "--enable-native-access=ALL-UNNAMED",
    "--sun-misc-unsafe-memory-access=allow",
    `-Dconfig=${directory}/etc/config.properties`,
    `-Dlog.levels-file=${directory}/etc/log.properties`,
    `-Dsluice.trino.version=${version}`,
    "-Dnode.environment=sluice",
    "-Dnode.id=sluice-stack",
    `-Dnode.data-dir=${directory}/data`,
    "-Dnode.bind-ip=127.0.0.1",
    "-Dnode.internal-address=127.0.0.1",
    "io.trino.server.TrinoServer",
  ];
}

function megabytes(memory: string): number {
  const [, amount, unit] = /^(\d+)([GM])$/.exec(memory) ?? [];
  const value = Number(amount) * (unit === "G" ? 1024 : 1);
  if (value >= 1024) return value;
  throw new SluiceError("CONFIGURATION_INVALID", {
    message: `"${memory}" is no memory size Trino can start with`,
    details: { option: "trinoMemory" },
    hint: "Write it as 2G or 3072M, at least 1G.",
  });
}
