import { createHash, createHmac } from "node:crypto";
import { SluiceError } from "@sluice/sdk";

/** How to reach an S3 bucket. */
export interface StackS3 {
  /** `http://127.0.0.1:9000`, without a slash at the end. */
  readonly endpoint: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly bucket: string;
}

/** Makes a bucket. One that is already there is fine. */
export async function createBucket(s3: StackS3): Promise<void> {
  const response = await request(s3, "PUT");
  const text = await response.text();
  if (response.ok || text.includes("BucketAlreadyOwnedByYou")) return;
  throw new SluiceError("STACK_FAILED", {
    message: `${s3.endpoint} did not make the bucket ${s3.bucket}: ${response.status} ${text}`,
    details: { server: s3.endpoint },
  });
}

/** Whether the bucket is there and these credentials may look into it; otherwise an error that says which. */
export async function checkBucket(s3: StackS3): Promise<void> {
  const details = { store: `${s3.endpoint}/${s3.bucket}` };
  const response = await request(s3, "HEAD").catch((cause: unknown) => {
    throw new SluiceError("STORE_UNREACHABLE", {
      message: `nothing answers at ${s3.endpoint}`,
      details,
      hint: "SLUICE_S3_ENDPOINT names it. Start that server, or unset SLUICE_S3_ENDPOINT and SLUICE_TRINO_URL.",
      retryable: true,
      cause,
    });
  });
  if (response.ok) return;
  if (response.status === 404) {
    throw new SluiceError("STORE_NOT_FOUND", {
      message: `${s3.endpoint} has no bucket ${s3.bucket}`,
      details,
      hint: "Make it, or name another one in SLUICE_S3_BUCKET.",
    });
  }
  throw new SluiceError("STORE_DENIED", {
    message: `${s3.endpoint} answers ${response.status} for the bucket ${s3.bucket}`,
    details,
    hint: "Check SLUICE_S3_ACCESS_KEY_ID, SLUICE_S3_SECRET_ACCESS_KEY and SLUICE_S3_REGION.",
  });
}

// A request about the bucket itself, signed.
function request(s3: StackS3, method: "PUT" | "HEAD"): Promise<Response> {
  const url = new URL(`${s3.endpoint}/${s3.bucket}`);
  return fetch(url, {
    method,
    headers: signature(s3, method, url, new Date()),
    signal: AbortSignal.timeout(10_000),
  });
}

/**
 * The headers that sign a request without body. Parameters of its query have to be sorted and need no escaping.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
 */
export function signature(s3: StackS3, method: string, url: URL, now: Date): Record<string, string> {
  const time = now.toISOString().replace(/[-:]|\.\d+/g, "");
  const scope = `${time.slice(0, 8)}/${s3.region}/s3/aws4_request`;
  const bodyHash = sha256("");
  const signed = "host;x-amz-content-sha256;x-amz-date";
  const canonical = [
    method,
    url.pathname,
    url.searchParams.toString(),
    `host:${url.host}`,
    `x-amz-content-sha256:${bodyHash}`,
    `x-amz-date:${time}`,
    "",
    signed,
    bodyHash,
  ].join("\n");
  const key = scope
    .split("/")
    .reduce<string | Buffer>((parent, part) => hmac(parent, part), `AWS4${s3.secretAccessKey}`);
  const digest = hmac(key, ["AWS4-HMAC-SHA256", time, scope, sha256(canonical)].join("\n")).toString("hex");
  return {
    "x-amz-content-sha256": bodyHash,
    "x-amz-date": time,
    authorization: `AWS4-HMAC-SHA256 Credential=${s3.accessKeyId}/${scope}, SignedHeaders=${signed}, Signature=${digest}`,
  };
}

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
const hmac = (key: string | Buffer, text: string) => createHmac("sha256", key).update(text).digest();
