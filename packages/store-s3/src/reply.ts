/**
 * What is kept of an error of the AWS SDK. The error itself holds the request with its headers, and S3 repeats parts of
 * what was signed, so it is never passed on.
 */
export interface Reply extends Error {
  /** Of the system or of Node, such as `ECONNREFUSED`. */
  readonly code: string | undefined;
  readonly httpStatusCode: number | undefined;
  readonly requestId: string | undefined;
  /** How often the request was sent. */
  readonly attempts: number;
}

interface SdkError {
  readonly name?: unknown;
  readonly message?: unknown;
  readonly code?: unknown;
  readonly $metadata?: {
    readonly httpStatusCode?: number;
    readonly requestId?: string;
    readonly attempts?: number;
  };
}

export function replyOf(error: unknown, secrets: readonly string[]): Reply {
  const { name, message, code, $metadata } = (error ?? {}) as SdkError;
  const reply = new Error(redact(String(message ?? error), secrets));
  return Object.assign(reply, {
    name: redact(String(name ?? "Error"), secrets),
    code: typeof code === "string" ? redact(code, secrets) : undefined,
    httpStatusCode: $metadata?.httpStatusCode,
    requestId: $metadata?.requestId,
    attempts: $metadata?.attempts ?? 1,
  });
}

function redact(text: string, secrets: readonly string[]): string {
  return secrets.reduce((clean, secret) => clean.replaceAll(secret, "***"), text);
}
