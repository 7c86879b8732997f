import { SluiceError } from "@sluice/sdk";
import type { EncodeContext } from "@sluice/sdk/plugin";
import { MalformedError } from "../format/thrift.js";
import { createStitcher } from "./stitcher.js";

/** One row group as a file of its own, and the rows that were put in. */
export interface Part {
  readonly bytes: Uint8Array;
  readonly rows: number;
  /** Positions of the columns in which a number is NaN, or a number of a struct. */
  readonly columnsWithNaN: ReadonlySet<number>;
}

/** A file being put together from parts. What it hands out are the bytes to append. */
export interface OutputFile {
  /** Rows the file says it holds. */
  rows(): number;
  empty(): boolean;
  full(): boolean;
  add(part: Part): Uint8Array[];
  /** `VERIFY_FAILED`, and no footer, unless the file holds exactly the rows put in. */
  end(): Uint8Array[];
  /** `VERIFY_FAILED` unless the file was ended. */
  checkEnded(): void;
}

// Row groups are numbered in 16 bits.
const maxRowGroups = 32_767;

/** File `number` of a write, counted from 1. `more` goes into its footer. */
export function createOutputFile(
  number: number,
  context: EncodeContext,
  more: Readonly<Record<string, string>>,
  targetByteLength: number,
): OutputFile {
  const { asset, write } = context;
  const name = `file ${number} of write ${write}`;
  const notes = new Map([["sluice.asset", asset], ["sluice.write", write], ...Object.entries(more)]);
  const stitcher = createStitcher(notes);
  let sent = 0;
  let ended = false;

  function failed(what: string, found: string, cause?: unknown): SluiceError {
    return new SluiceError("VERIFY_FAILED", {
      message: `${asset}: ${name} ${what}.`,
      details: { asset, file: name, sent: `${sent} rows`, found },
      hint: "Nothing of it is kept. Store again; if it happens again, report it with the schema.",
      ...(cause === undefined ? {} : { cause }),
    });
  }

  function stitched(stitch: () => Uint8Array[]): Uint8Array[] {
    try {
      return stitch();
    } catch (error) {
      if (!(error instanceof MalformedError)) throw error;
      throw failed("got a row group that is not as it should be", error.message, error);
    }
  }

  return {
    rows: () => stitcher.rows,
    empty: () => stitcher.byteLength === 0,
    full: () => stitcher.byteLength >= targetByteLength || stitcher.rowGroups >= maxRowGroups,
    add(part) {
      sent += part.rows;
      return stitched(() => stitcher.push(part.bytes, part.columnsWithNaN));
    },
    end() {
      if (stitcher.rows !== sent)
        throw failed(`would hold ${stitcher.rows} rows of ${sent}`, `${stitcher.rows} rows`);
      const chunks = stitched(() => stitcher.finish());
      ended = true;
      return chunks;
    },
    checkEnded() {
      if (!ended) throw failed("was not read to its end", `${stitcher.rows} rows`);
    },
  };
}
