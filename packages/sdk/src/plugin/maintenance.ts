/** What is to be done to the files and the history of a table. Its rows stay. */
export interface MaintenanceRequest {
  /** Data files with fewer bytes are written anew as few. */
  readonly optimize?: { readonly smallerThanBytes: number };
  /** Snapshots of the table older than that are forgotten, and files that only they have are deleted. */
  readonly expireSnapshots?: { readonly olderThanMillis: number };
  /** Files older than that below the table's own folder, which no snapshot of it has, are deleted. */
  readonly removeOrphans?: { readonly olderThanMillis: number };
  /** Only tell what would be done. */
  readonly plan: boolean;
  /** Go below the shortest times that the server allows by itself. */
  readonly force: boolean;
}

/** One thing that was done, or with `plan` would be. */
export interface MaintenanceStep {
  readonly step: "optimize" | "expireSnapshots" | "removeOrphans";
  readonly statement: string;
  /** Data files that are smaller, or snapshots that are older. Absent: nobody knows before it is done. */
  readonly candidates?: number;
}

/** How large a table is, by its newest snapshot. */
export interface TableSize {
  readonly files: number;
  readonly byteLength: number;
  /** How many snapshots the table knows. */
  readonly snapshots: number;
}

export interface MaintenanceReport {
  readonly asset: string;
  /** Name of the table for SQL. */
  readonly relation: string;
  /** In the order in which they are done. */
  readonly steps: readonly MaintenanceStep[];
  readonly before: TableSize;
  /** Absent with `plan`. */
  readonly after?: TableSize;
  /** What to know about it, a sentence each. */
  readonly notes: readonly string[];
}
