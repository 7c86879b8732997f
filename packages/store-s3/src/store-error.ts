import { SluiceError } from "@sluice/sdk";
import type { Settings } from "./options.js";
import type { Reply } from "./reply.js";

/** One call, for messages. Without a key it is about the bucket. */
export interface Doing {
  readonly verb: "put" | "create" | "get" | "head" | "list" | "delete";
  readonly key?: string;
  readonly signal?: AbortSignal | undefined;
}

const deniedHints: Record<string, string> = {
  CredentialsProviderError:
    "Give credentials to s3Store, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.",
  ExpiredToken: "The session token has expired. Get a new one, or give a function as credentials.",
  InvalidAccessKeyId: "The server does not know this access key id. Is it of this server and account?",
  InvalidToken: "The session token belongs to other keys, or is cut off.",
  RequestTimeTooSkewed: "The clocks of this machine and of the server differ. Set them.",
  SignatureDoesNotMatch: "The secret access key does not fit the access key id.",
};

const regionNames = new Set([
  "PermanentRedirect",
  "AuthorizationHeaderMalformed",
  "IllegalLocationConstraintException",
]);
const busyNames = new Set([
  "SlowDown",
  "RequestTimeout",
  "ThrottlingException",
  "TooManyRequests",
  "InternalError",
]);
const conflictNames = new Set(["ConditionalRequestConflict", "OperationAborted"]);
const passingCodes = new Set([
  "EAI_AGAIN",
  "ECONNABORTED",
  "ECONNREFUSED",
  "ECONNRESET",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOTFOUND",
  "EPIPE",
  "ETIMEDOUT",
]);

/** Two conditional writes met, and this one was turned away without being decided. */
export function isConflict(reply: Reply): boolean {
  return conflictNames.has(reply.name);
}

/** What the server or the network said, as an error that names the store, the key and what to do. */
export function storeError(settings: Settings, doing: Doing, reply: Reply): SluiceError {
  const { store, bucket } = settings;
  const { verb, key, signal } = doing;
  const { name, httpStatusCode: status } = reply;
  if (signal?.aborted) return aborted(settings, doing);
  if (status === 412) {
    return new SluiceError("OBJECT_EXISTS", {
      message: `${store} already has an object ${JSON.stringify(key)}`,
      details: { key: key ?? "" },
      hint: "Someone else created it first. Read it, or create another key.",
      cause: reply,
    });
  }
  if (name === "NoSuchBucket" || (status === 404 && key === undefined)) {
    const endpoint = settings.endpoint === undefined ? "" : ` --endpoint-url ${settings.endpoint}`;
    return new SluiceError("STORE_NOT_FOUND", {
      message: `${store}: there is no bucket ${bucket} on ${settings.host}`,
      details: { store },
      hint: `Create it: aws s3 mb s3://${bucket}${endpoint}`,
      cause: reply,
    });
  }
  if (name === "NoSuchKey" || (status === 404 && verb === "head"))
    return notFound(settings, key ?? "", reply);

  const what = `${store}: could not ${verb} ${JSON.stringify(key ?? bucket)}`;
  // Answers to HEAD have no text, and the SDK calls such an error unknown.
  const told = status === undefined || !/unknown/i.test(reply.message);
  const said = told
    ? `${name}${status === undefined ? "" : ` ${status}`}: ${reply.message}`
    : `HTTP ${status}`;
  if (regionNames.has(name) || /^Region is missing/.test(reply.message)) {
    return new SluiceError("CONFIGURATION_INVALID", {
      message: `${what}, the region does not fit (${said})`,
      details: { option: "region" },
      hint: `Give the bucket's own region: aws s3api get-bucket-location --bucket ${bucket}`,
      cause: reply,
    });
  }
  if (status === 401 || status === 403 || name in deniedHints) {
    return new SluiceError("STORE_DENIED", {
      message: `${what}, ${settings.host} says no (${said})`,
      details: key === undefined ? { store } : { store, key },
      hint:
        deniedHints[name] ??
        "Check the credentials, and allow s3:GetObject, s3:PutObject, s3:DeleteObject, s3:ListBucket and s3:AbortMultipartUpload.",
      retryable: reply.clockCorrected,
      cause: reply,
    });
  }
  if (status === undefined && (reply.code !== undefined || name === "TimeoutError")) {
    const passing = name === "TimeoutError" || passingCodes.has(reply.code ?? "");
    return new SluiceError("STORE_UNREACHABLE", {
      message: `${what}, no answer from ${settings.host} (${reply.code ?? reply.message})`,
      details: { store },
      hint: passing
        ? "Is the server up, and are endpoint and region right?"
        : "The connection could not be made. For a certificate of your own, set NODE_EXTRA_CA_CERTS.",
      retryable: passing,
      cause: reply,
    });
  }
  if (status === 501 && verb === "create") {
    return new SluiceError("CAPABILITY_MISSING", {
      message: `${what}, ${settings.host} knows no create-only put (${said})`,
      details: { capability: "create", plugin: "@sluice/store-s3" },
      hint: "Use a server that supports If-None-Match: *, such as Amazon S3 or a current MinIO.",
      cause: reply,
    });
  }
  const busy =
    busyNames.has(name) || status === 429 || (status !== undefined && status >= 500 && status !== 501);
  return new SluiceError("STORE_FAILED", {
    message: `${what} (${said})`,
    details: {
      store,
      ...(key !== undefined && { key }),
      ...(reply.retryAfterMillis !== undefined && { retryAfterMillis: reply.retryAfterMillis }),
    },
    hint: busy
      ? "The server is busy or unwell. Try again later."
      : `The cause holds what ${settings.host} answered.`,
    retryable: busy || isConflict(reply) || name === "NoSuchUpload",
    cause: reply,
  });
}

export function notFound({ store }: Settings, key: string, cause?: unknown): SluiceError {
  return new SluiceError("OBJECT_NOT_FOUND", {
    message: `${store} has no object ${JSON.stringify(key)}`,
    details: { key },
    hint: "List what exists with store.list(prefix).",
    cause,
  });
}

function aborted({ store, bucket }: Settings, { verb, key, signal }: Doing): SluiceError {
  return new SluiceError("ABORTED", {
    message: `${store}: the caller gave up to ${verb} ${JSON.stringify(key ?? bucket)}`,
    details: {},
    cause: signal?.reason,
  });
}

export function throwIfAborted(settings: Settings, doing: Doing): void {
  if (doing.signal?.aborted) throw aborted(settings, doing);
}
