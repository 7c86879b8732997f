import { isSluiceError, SluiceError } from "@sluice/sdk";
import type { CatalogContext } from "@sluice/sdk/plugin";

/**
 * One try to change the table, written before the statement may begin. Tries are numbered: a number is taken only when
 * the try before it is settled, so no two statements of ours change the table at once.
 */
export interface Intent {
  readonly formatVersion: 1;
  readonly number: number;
  /** The table, quoted. */
  readonly relation: string;
  /** Key of the seal of the write. Absent: the table is made from the snapshot the log has. */
  readonly seal?: string;
  /** Head of the log at that time. */
  readonly head: number;
  /** The newest Iceberg snapshot at that time. */
  readonly base: string | null;
  /** The Iceberg snapshot that held exactly what the log says. Absent: the table did not. */
  readonly inStep?: string;
  /** Whether nothing of what was there before stays. */
  readonly replacesAll: boolean;
  /** A file of the write, which the table takes over with all others of it. Absent: it takes over none. */
  readonly adds?: string;
  /** The rows stay; no seal, and no table is made. Absent: they change. */
  readonly maintains?: true;
  /** It only states anew which column of files that were taken over is which. */
  readonly maps?: true;
  /** Some snapshot of the table may have files that were taken over. Absent: none has. */
  readonly taken?: true;
  /** Those files lack the statement of which column is which. Absent: they have it. */
  readonly unmapped?: true;
  /** Whose query it is. */
  readonly user: string;
  readonly queryId: string;
  readonly nextUri: string;
}

/** What became of a try. Written once, when it cannot change any more. */
export interface Outcome {
  readonly formatVersion: 1;
  readonly committed: boolean;
  /** The Iceberg snapshot it made. Absent where it changed no row. */
  readonly snapshot?: string;
  /** The Iceberg snapshot that holds exactly what the log says from here on. Absent: the table does not. */
  readonly inStep?: string;
}

/** The tries of one asset, in objects that are created once and never changed. */
export interface Journal {
  /** Number of the newest try; 0 if there was none. */
  newest(): Promise<number>;
  intent(number: number): Promise<Intent>;
  /** `undefined` until the try is settled. */
  outcome(number: number): Promise<Outcome | undefined>;
  /** Takes the number for this try; `false` if another one has it. */
  begin(intent: Intent): Promise<boolean>;
  /** The outcome that counts: this one, or that of whoever was faster. */
  settle(number: number, outcome: Outcome): Promise<Outcome>;
}

/** Where a try is written down, below the asset. */
export function intentKey(number: number): string {
  return `_iceberg/${numbered(number)}.json`;
}

/** Where it is written down what became of it. */
export function outcomeKey(number: number): string {
  return `_iceberg/${numbered(number)}-outcome.json`;
}

function numbered(number: number): string {
  return String(number).padStart(10, "0");
}

export function journalOf({ asset, store, signal }: CatalogContext): Journal {
  const tryKey = (number: number) => `${asset.key}/${intentKey(number)}`;
  const endKey = (number: number) => `${asset.key}/${outcomeKey(number)}`;
  const hintKey = `${asset.key}/_iceberg/newest.json`;

  async function read<Value>(key: string): Promise<Value | undefined> {
    let text: string;
    try {
      const { bytes } = await store.get(key, { signal });
      text = Buffer.from(bytes).toString("utf8");
    } catch (error) {
      if (isSluiceError(error, "OBJECT_NOT_FOUND")) return undefined;
      throw error;
    }
    try {
      return JSON.parse(text) as Value;
    } catch (cause) {
      throw new SluiceError("LOG_INVALID", {
        message: `${key} of ${asset.key} is no JSON.`,
        details: { asset: asset.key, object: key },
        cause,
      });
    }
  }

  /** Puts what is not there yet; what is there otherwise. Without a signal: half of it would leave nobody knowing. */
  async function create<Value>(key: string, value: Value): Promise<Value> {
    const body = Buffer.from(`${JSON.stringify(value)}\n`);
    try {
      await store.put(key, body, { mode: "create", contentType: "application/json" });
      return value;
    } catch (error) {
      if (!isSluiceError(error, "OBJECT_EXISTS")) throw error;
    }
    return (await read<Value>(key)) as Value;
  }

  return {
    async newest() {
      // The hint only shortens the way.
      let number = (await read<{ number: number }>(hintKey))?.number ?? 0;
      if (number > 0 && (await read(tryKey(number))) === undefined) number = 0;
      while ((await read(tryKey(number + 1))) !== undefined) number++;
      return number;
    },
    async intent(number) {
      const key = tryKey(number);
      const found = await read<Intent>(key);
      if (found !== undefined) return found;
      throw new SluiceError("LOG_INVALID", {
        message: `${key} of ${asset.key} is gone.`,
        details: { asset: asset.key, object: key },
      });
    },
    outcome: (number) => read(endKey(number)),
    async begin(intent) {
      const { queryId } = await create(tryKey(intent.number), intent);
      return queryId === intent.queryId;
    },
    async settle(number, outcome) {
      const settled = await create(endKey(number), outcome);
      const hint = Buffer.from(`${JSON.stringify({ number })}\n`);
      // Without it the next one only goes a longer way.
      await store.put(hintKey, hint, { mode: "overwrite", contentType: "application/json" }).catch(() => {});
      return settled;
    },
  };
}
