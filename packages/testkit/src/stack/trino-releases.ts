/** Releases of Trino that a stack can have. */
export type TrinoVersion = "476" | "483";

/** Everything in which the releases differ for a stack. */
export interface TrinoRelease {
  /** The oldest JDK it runs on. */
  readonly minimumJava: number;
  /** Maven repositories hold archives of the server up to 476; a later one is composed from its jars. */
  readonly from: "archives" | "jars";
  /** How names of file systems begin in a catalog. Release 481 drops "native", and takes the older names too. */
  readonly fileSystem: "fs." | "fs.native-";
  /** Whether there is a plugin by which large results go through the store. */
  readonly spooling: boolean;
}

export const trinoReleases: Readonly<Record<TrinoVersion, TrinoRelease>> = {
  "476": { minimumJava: 24, from: "archives", fileSystem: "fs.native-", spooling: true },
  "483": { minimumJava: 25, from: "jars", fileSystem: "fs.", spooling: false },
};

/** The plugins of every stack, and the class by which Trino loads each. */
export const trinoPlugins: Readonly<Record<string, string>> = {
  hive: "io.trino.plugin.hive.HivePlugin",
  iceberg: "io.trino.plugin.iceberg.IcebergPlugin",
  tpch: "io.trino.plugin.tpch.TpchPlugin",
};
