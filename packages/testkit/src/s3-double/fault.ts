import type { FaultTiming } from "../faults/fault-rules.js";
import { textFits } from "../faults/text-fits.js";
import type { S3Operation, S3Request } from "./request.js";

/** What goes wrong with a request. */
export type S3Fault =
  /** It is answered with that status and not done: 500, 503 (`SlowDown`), 403, 412 and so on. */
  | { readonly status: number; readonly code?: string; readonly headers?: Readonly<Record<string, string>> }
  /** The connection breaks before the request is done, or `after` it: a lost answer. */
  | { readonly drop: "before" | "after" }
  /** The connection breaks after so many bytes of the answer's body. */
  | { readonly cutAfterBytes: number }
  /** Nothing happens for so long. */
  | { readonly delayMillis: number }
  /** A create-only put overwrites, as with stores that do not know the header. */
  | { readonly ignoreIfNoneMatch: true }
  /** The byte at that place of the answer's body is another one; from the end where negative. */
  | { readonly flipByteAt: number };

/** A fault and the requests it is for. */
export interface S3FaultRule extends FaultTiming {
  /** Default: any operation. */
  readonly on?: S3Operation | readonly S3Operation[];
  /** A piece of the key, or a pattern. Default: any key. */
  readonly key?: string | RegExp;
  readonly fault: S3Fault;
}

export function ruleFits({ on, key }: S3FaultRule, request: S3Request): boolean {
  const operations = on === undefined ? [request.operation] : [on].flat();
  return operations.includes(request.operation) && textFits(request.key, key);
}
