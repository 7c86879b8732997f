import type { FaultTiming } from "../faults/fault-rules.js";
import { textFits } from "../faults/text-fits.js";

/** A request that came by. */
export interface ProxyRequest {
  readonly method: string;
  /** With its query, as it was sent. */
  readonly path: string;
  readonly body: Buffer;
}

/** What goes wrong with a request. */
export type ProxyFault =
  /** It is answered so, and the server behind never sees it. */
  | { readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly body?: string }
  /** The connection ends before the server behind sees the request, or `after` it has answered: a lost answer. */
  | { readonly drop: "before" | "after" }
  /** The connection is reset; the server behind never sees the request. */
  | { readonly reset: true }
  /** The connection ends after so many bytes of the answer's body. */
  | { readonly cutAfterBytes: number }
  /** The request is passed on that much later. */
  | { readonly delayMillis: number };

/** A fault and the requests it is for. */
export interface ProxyFaultRule extends FaultTiming {
  /** Default: any method. */
  readonly method?: string;
  /** A piece of the path with its query, or a pattern. Default: any. */
  readonly path?: string | RegExp;
  /** A piece of the body, or a pattern. Default: any. */
  readonly body?: string | RegExp;
  readonly fault: ProxyFault;
}

export function proxyRuleFits({ method, path, body }: ProxyFaultRule, request: ProxyRequest): boolean {
  return (
    (method === undefined || method === request.method) &&
    textFits(request.path, path) &&
    (body === undefined || textFits(request.body.toString(), body))
  );
}
