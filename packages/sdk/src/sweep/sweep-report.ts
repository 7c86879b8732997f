import type { SweepPlan, SweepReason } from "./plan-sweep.js";

/** A write that was swept, or the part of it that was. */
export interface SweptWrite {
  readonly write: string;
  readonly why: SweepReason;
  readonly files: number;
  readonly byteLength: number;
}

/** What a sweep deleted, or with `plan` would delete. */
export interface SweepReport {
  readonly asset: string;
  /** Number of the commit that revoked the writes. Absent where nothing new was revoked. */
  readonly snapshot?: number;
  /** All snapshots from this one on keep their files. */
  readonly oldest: number;
  readonly writes: readonly SweptWrite[];
  readonly files: number;
  readonly byteLength: number;
}

export function sweepReport(
  asset: string,
  { folders, keeps }: Pick<SweepPlan, "folders" | "keeps">,
  snapshot?: number,
): SweepReport {
  const writes = new Map<string, SweptWrite>();
  for (const { write, why, files } of folders) {
    const key = `${why} ${write}`;
    const known = writes.get(key) ?? { write, why, files: 0, byteLength: 0 };
    const byteLength = files.reduce((sum, file) => sum + file.byteLength, known.byteLength);
    writes.set(key, { write, why, files: known.files + files.length, byteLength });
  }
  const all = [...writes.values()];
  return {
    asset,
    ...(snapshot === undefined ? {} : { snapshot }),
    oldest: keeps,
    writes: all,
    files: all.reduce((sum, { files }) => sum + files, 0),
    byteLength: all.reduce((sum, { byteLength }) => sum + byteLength, 0),
  };
}
