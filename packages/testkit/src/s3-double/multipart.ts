import { randomUUID } from "node:crypto";
import { refusal, type S3Answer, xml, xmlText } from "./answer.js";
import { type Bucket, md5, type S3Part, type S3Upload } from "./bucket.js";
import { keptHeaders, unmetCondition } from "./objects.js";
import type { S3Request } from "./request.js";

export function createUpload({ uploads }: Bucket, request: S3Request): S3Answer {
  const id = randomUUID();
  uploads.set(id, { key: request.key, headers: keptHeaders(request), parts: new Map() });
  return xml("InitiateMultipartUploadResult", `<UploadId>${id}</UploadId>`);
}

export function uploadPart(bucket: Bucket, request: S3Request): S3Answer {
  const upload = uploadOf(bucket, request);
  if (upload === undefined) return refusal("NoSuchUpload");
  const etag = `"${md5(request.body).toString("hex")}"`;
  upload.parts.set(Number(request.query.get("partNumber")), { bytes: request.body, etag });
  return { status: 200, headers: { etag } };
}

export function abortUpload(bucket: Bucket, request: S3Request): S3Answer {
  const id = request.query.get("uploadId") ?? "";
  if (uploadOf(bucket, request) === undefined) return refusal("NoSuchUpload");
  bucket.uploads.delete(id);
  return { status: 204 };
}

/** Joins the parts; a refusal leaves them where they are. */
export function completeUpload(bucket: Bucket, request: S3Request, leastPartBytes: number): S3Answer {
  const upload = uploadOf(bucket, request);
  if (upload === undefined) return refusal("NoSuchUpload");
  const parts = namedParts(upload, request.body.toString());
  if (!Array.isArray(parts)) return parts;
  if (parts.slice(0, -1).some((part) => part.bytes.length < leastPartBytes)) return refusal("EntityTooSmall");
  const refused = unmetCondition(bucket.objects.has(request.key), request);
  if (refused !== undefined) return refused;
  const digest = md5(Buffer.concat(parts.map((part) => md5(part.bytes)))).toString("hex");
  const etag = `"${digest}-${parts.length}"`;
  const bytes = Buffer.concat(parts.map((part) => part.bytes));
  bucket.objects.set(request.key, { bytes, etag, modifiedAt: new Date(), headers: upload.headers });
  bucket.uploads.delete(request.query.get("uploadId") ?? "");
  return xml("CompleteMultipartUploadResult", `<ETag>${xmlText(etag)}</ETag>`);
}

function uploadOf({ uploads }: Bucket, { query, key }: S3Request): S3Upload | undefined {
  const upload = uploads.get(query.get("uploadId") ?? "");
  return upload?.key === key ? upload : undefined;
}

/** The parts that the body names, which has to be in their order. */
function namedParts(upload: S3Upload, text: string): S3Part[] | S3Answer {
  const named = [...text.matchAll(/<Part>(.*?)<\/Part>/gs)].map(([, part = ""]) => ({
    number: Number(/<PartNumber>(\d+)</.exec(part)?.[1]),
    etag: (/<ETag>(.*?)</.exec(part)?.[1] ?? "").replaceAll(/&quot;|&#34;|"/g, ""),
  }));
  if (named.some(({ number }, index) => index > 0 && number <= (named[index - 1]?.number ?? 0)))
    return refusal("InvalidPartOrder");
  const found = named.map(({ number, etag }) => {
    const part = upload.parts.get(number);
    return part?.etag === `"${etag}"` ? part : undefined;
  });
  const parts = found.filter((part) => part !== undefined);
  return parts.length === named.length && parts.length > 0 ? parts : refusal("InvalidPart");
}
