import { refusal, type S3Answer } from "./answer.js";
import { type Bucket, md5, type S3Object } from "./bucket.js";
import type { S3Request } from "./request.js";

export function putObject({ objects }: Bucket, request: S3Request): S3Answer {
  const refused = unmetCondition(objects.has(request.key), request);
  if (refused !== undefined) return refused;
  const { key, body } = request;
  const etag = `"${md5(body).toString("hex")}"`;
  objects.set(key, { bytes: body, etag, modifiedAt: new Date(), headers: keptHeaders(request) });
  return { status: 200, headers: { etag } };
}

/** Only `If-None-Match: *` is known of all conditions; the others are refused instead of ignored. */
export function unmetCondition(exists: boolean, { headers }: S3Request): S3Answer | undefined {
  const condition = headers["if-none-match"];
  if (headers["if-match"] !== undefined || (condition !== undefined && condition !== "*"))
    return refusal("NotImplemented");
  return condition === "*" && exists ? refusal("PreconditionFailed") : undefined;
}

export function keptHeaders({ headers }: S3Request): Record<string, string> {
  const kept = Object.entries(headers).filter(
    ([name]) => name === "content-type" || name.startsWith("x-amz-meta-"),
  );
  return Object.fromEntries(kept) as Record<string, string>;
}

export function headObject({ objects }: Bucket, { key }: S3Request): S3Answer {
  const object = objects.get(key);
  if (object === undefined) return refusal("NoSuchKey");
  return { status: 200, headers: { ...headersOf(object), "content-length": String(object.bytes.length) } };
}

export function getObject({ objects }: Bucket, { key, headers }: S3Request): S3Answer {
  const object = objects.get(key);
  if (object === undefined) return refusal("NoSuchKey");
  const { bytes } = object;
  if (headers.range === undefined) return { status: 200, headers: headersOf(object), body: bytes };
  const range = rangeOf(headers.range, bytes.length);
  if (range === undefined) return refusal("InvalidRange");
  const [start, end] = range;
  return {
    status: 206,
    headers: { ...headersOf(object), "content-range": `bytes ${start}-${end - 1}/${bytes.length}` },
    body: bytes.subarray(start, end),
  };
}

/** Start and exclusive end; `undefined` where no byte is in the range. */
function rangeOf(text: string, byteLength: number): readonly [number, number] | undefined {
  const [, first = "", last = ""] = /^bytes=(\d*)-(\d*)$/.exec(text) ?? [];
  const start = first === "" ? Math.max(0, byteLength - Number(last)) : Number(first);
  const end = first === "" || last === "" ? byteLength : Math.min(Number(last) + 1, byteLength);
  return start < end ? [start, end] : undefined;
}

function headersOf({ etag, modifiedAt, headers }: S3Object): Record<string, string> {
  return { ...headers, etag, "last-modified": modifiedAt.toUTCString(), "accept-ranges": "bytes" };
}

export function deleteObject({ objects }: Bucket, { key }: S3Request): S3Answer {
  objects.delete(key);
  return { status: 204 };
}
