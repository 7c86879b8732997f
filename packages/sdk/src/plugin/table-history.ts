import type { Commit, Snapshot } from "./snapshot-log.js";

/**
 * A state of the table in the history the engine keeps of it, which has what others did, too: by the engine's own id, by
 * a time (the newest state there was by then), or what a branch or a tag is at. Exactly one of them.
 */
export type TableVersion =
  | { readonly id: string | bigint }
  | { readonly time: Date }
  | { readonly branch: string }
  | { readonly tag: string };

/** A snapshot as a catalog gives it to load from. */
export interface ScannedSnapshot extends Snapshot {
  /** Its rows are those of the engine's table, and the files alone do not tell them. Absent: the files do. */
  readonly onlyInTable?: TableState;
}

/** A state of the engine's table. */
export interface TableState {
  /** The engine's id of it. Absent: there is no table. */
  readonly version?: string;
  /** Why files do not tell its rows, a clause. */
  readonly why: string;
  /** Only commits of the asset changed rows, so the files of partitions that are not `edited` tell theirs. Absent: others may have. */
  readonly byStores?: true;
}

/** A snapshot in the history the engine keeps of a table. */
export interface TableChange {
  /** The engine's id, for `at: { id }`. */
  readonly id: string;
  /** The snapshot it was made of. Absent: it stands on none. */
  readonly parent?: string;
  /** The engine's own word: `append`, `overwrite`, `delete`, `replace` for rewritten files. */
  readonly operation: string;
  readonly committedAt: Date;
  /** Rows it added and rows it deleted, also by marks beside the files. Absent: the engine does not say. */
  readonly addedRows?: number;
  readonly deletedRows?: number;
  readonly isCurrent: boolean;
  /** Branches and tags that are at it, in order. */
  readonly refs: readonly string[];
}

/** One of them, with the commit of the asset that made it. Absent: somebody else did. */
export interface CommittedChange extends TableChange {
  readonly commit?: Commit;
}
