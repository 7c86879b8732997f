/**
 * What is kept of an error of the AWS SDK. The error itself holds the request with its headers, and S3 repeats parts of
 * what was signed, so it is never passed on.
 */
export interface Reply extends Error {
  /** Of the system or of Node, such as `ECONNREFUSED`. */
  readonly code: string | undefined;
  readonly httpStatusCode: number | undefined;
  readonly requestId: string | undefined;
  /** The clocks differed, and from now on the difference is taken into account. */
  readonly clockCorrected: boolean;
  /** How long the server asks to be left alone. */
  readonly retryAfterMillis: number | undefined;
}

interface SdkError {
  readonly name?: unknown;
  readonly message?: unknown;
  readonly code?: unknown;
  readonly $metadata?: {
    readonly httpStatusCode?: number;
    readonly requestId?: string;
    readonly clockSkewCorrected?: boolean;
  };
  readonly $response?: { readonly headers?: Readonly<Record<string, string>> };
}

export function replyOf(error: unknown, secrets: readonly string[]): Reply {
  const { name, message, code, $metadata, $response } = (error ?? {}) as SdkError;
  const reply = new Error(redact(String(message ?? error), secrets));
  return Object.assign(reply, {
    name: redact(String(name ?? "Error"), secrets),
    code: typeof code === "string" ? redact(code, secrets) : undefined,
    httpStatusCode: $metadata?.httpStatusCode,
    requestId: $metadata?.requestId,
    clockCorrected: $metadata?.clockSkewCorrected === true,
    retryAfterMillis: retryAfter($response?.headers?.["retry-after"]),
  });
}

/** In seconds, or as a date. */
function retryAfter(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const millis = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - Date.now();
  return millis > 0 ? millis : undefined;
}

function redact(text: string, secrets: readonly string[]): string {
  return secrets.reduce((clean, secret) => clean.replaceAll(secret, "***"), text);
}
