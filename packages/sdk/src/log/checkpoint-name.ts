import { layout } from "./layout.js";

/** What the name of a checkpoint says. */
export interface CheckpointName {
  readonly key: string;
  /** The snapshot it leads to. */
  readonly number: number;
  /** It holds the commits after this snapshot, which has a whole checkpoint. Absent: it is whole itself. */
  readonly after?: number;
}

/** The name in a key; `undefined` for anything else. Old ones are whole, and not compressed. */
export function checkpointName(asset: string, key: string): CheckpointName | undefined {
  const name = key.slice(layout.checkpointFolder(asset).length);
  const match = /^(\d{10})(?:\.after-(\d{10}))?\.json(?:\.gz)?$/.exec(name);
  if (match === null) return undefined;
  const [, number, after] = match;
  return { key, number: Number(number), ...(after === undefined ? {} : { after: Number(after) }) };
}
