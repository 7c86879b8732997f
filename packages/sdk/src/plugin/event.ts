/** What happens during a call, for progress and logs. Names read noun-verb; new kinds may appear. */
export type SluiceEvent =
  | { readonly type: "store-start"; readonly asset: string; readonly write: string }
  /** Rows taken from the value so far. */
  | { readonly type: "rows-packed"; readonly asset: string; readonly rows: number }
  | {
      readonly type: "file-put";
      readonly asset: string;
      readonly key: string;
      readonly rows: number;
      readonly byteLength: number;
    }
  | { readonly type: "write-sealed"; readonly asset: string; readonly seal: string }
  | { readonly type: "write-committed"; readonly asset: string; readonly snapshot: number }
  /** A catalog ran a statement to show the asset. */
  | { readonly type: "statement-run"; readonly asset: string; readonly sql: string; readonly millis: number }
  /** A load that asked for it passed over a snapshot with a damaged file, to try an earlier one. */
  | {
      readonly type: "snapshot-skipped";
      readonly asset: string;
      readonly snapshot: number;
      readonly error: unknown;
    }
  /** A request that failed for the moment is made again after a wait. */
  | {
      readonly type: "request-retried";
      readonly request:
        | "put"
        | "get"
        | "head"
        | "list"
        | "delete"
        | "prepare"
        | "inspect"
        | "scan"
        | "republish";
      /** The key or prefix; of a catalog's request the asset. */
      readonly target: string;
      /** The try that failed, counted from 1. */
      readonly attempt: number;
      readonly waitMillis: number;
      readonly error: unknown;
    }
  | { readonly type: "store-end"; readonly asset: string; readonly snapshot: number; readonly rows: number }
  | { readonly type: "store-failed"; readonly asset: string; readonly error: unknown };
