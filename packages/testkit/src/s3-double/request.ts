import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import { plainBody } from "./chunked-body.js";

/** What a request asks for, by its name in the API of S3. */
export type S3Operation =
  | "HeadBucket"
  | "ListObjectsV2"
  | "PutObject"
  | "GetObject"
  | "HeadObject"
  | "DeleteObject"
  | "CreateMultipartUpload"
  | "UploadPart"
  | "CompleteMultipartUpload"
  | "AbortMultipartUpload";

export interface S3Request {
  readonly operation: S3Operation;
  readonly bucket: string;
  /** Empty for requests about the bucket. */
  readonly key: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** The whole request; `undefined` for one that the double does not know. Throws where the client gives up on the way. */
export async function readRequest(message: IncomingMessage): Promise<S3Request | undefined> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  const { method = "", url = "", headers } = message;
  const [path = "", query = ""] = url.split(/\?(.*)/s);
  const [bucket = "", ...rest] = path.slice(1).split("/").map(decodeURIComponent);
  const key = rest.join("/");
  const parameters = new URLSearchParams(query);
  const operation = key === "" ? bucketOperation(method, parameters) : objectOperation(method, parameters);
  if (operation === undefined) return undefined;
  return {
    operation,
    bucket,
    key,
    query: parameters,
    headers,
    body: plainBody(Buffer.concat(chunks), headers),
  };
}

function bucketOperation(method: string, query: URLSearchParams): S3Operation | undefined {
  if (method === "HEAD") return "HeadBucket";
  return method === "GET" && query.get("list-type") === "2" ? "ListObjectsV2" : undefined;
}

function objectOperation(method: string, query: URLSearchParams): S3Operation | undefined {
  const ofUpload = query.has("uploadId");
  switch (method) {
    case "PUT":
      return ofUpload ? "UploadPart" : "PutObject";
    case "GET":
      return "GetObject";
    case "HEAD":
      return "HeadObject";
    case "DELETE":
      return ofUpload ? "AbortMultipartUpload" : "DeleteObject";
    case "POST":
      if (query.has("uploads")) return "CreateMultipartUpload";
      return ofUpload ? "CompleteMultipartUpload" : undefined;
    default:
      return undefined;
  }
}
