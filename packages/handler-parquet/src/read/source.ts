import { SluiceError } from "@sluice/sdk";
import { type StoredFile, throwIfAborted } from "@sluice/sdk/plugin";
import { MalformedError } from "../format/thrift.js";
import { type Abortable, untilAborted } from "../pool/until-aborted.js";

export interface CorruptOptions {
  readonly hint?: string;
  readonly cause?: unknown;
}

/** A file being read, with errors that name it. */
export interface Source {
  readonly context: Abortable;
  readonly url: string;
  readonly byteLength: number;
  /** Exactly the bytes `start` to `end`, end exclusive. */
  read(start: number, end: number): Promise<Uint8Array>;
  corrupt(what: string, more?: CorruptOptions): SluiceError<"FILE_CORRUPT">;
  /** What `parse` gives; malformed bytes are `FILE_CORRUPT`. */
  parse<Result>(parse: () => Result): Result;
}

export function createSource(file: StoredFile, context: Abortable): Source {
  const { asset } = context;

  function corrupt(what: string, { hint, cause }: CorruptOptions = {}): SluiceError<"FILE_CORRUPT"> {
    return new SluiceError("FILE_CORRUPT", {
      message: `${file.url} is not a whole Parquet file: ${what}.`,
      details: { file: file.url, ...(asset === undefined ? {} : { asset }) },
      hint:
        hint ??
        "Compare its size with what was written, then restore it from a copy or store the data again.",
      ...(cause === undefined ? {} : { cause }),
    });
  }

  return {
    context,
    url: file.url,
    byteLength: file.byteLength,
    corrupt,
    async read(start, end) {
      throwIfAborted(context.signal, asset);
      const bytes = await untilAborted(file.read(start, end), context);
      if (bytes.byteLength === end - start) return bytes;
      throw corrupt(`bytes ${start} to ${end} were asked for and ${bytes.byteLength} came`);
    },
    parse(parse) {
      try {
        return parse();
      } catch (error) {
        if (!(error instanceof MalformedError)) throw error;
        throw corrupt(error.message, { cause: error });
      }
    },
  };
}
