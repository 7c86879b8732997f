import type { IncomingHttpHeaders } from "node:http";

/**
 * The bytes that were meant: an `aws-chunked` body without the lengths, signatures and trailers between them.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html
 */
export function plainBody(body: Buffer, headers: IncomingHttpHeaders): Buffer {
  if (!isChunked(headers)) return body;
  const chunks: Buffer[] = [];
  for (let at = 0; ; ) {
    const end = body.indexOf("\r\n", at);
    const length = Number.parseInt(body.toString("latin1", at, end), 16);
    if (end < 0 || Number.isNaN(length)) throw new Error("The aws-chunked body is cut.");
    if (length === 0) return Buffer.concat(chunks);
    chunks.push(body.subarray(end + 2, end + 2 + length));
    at = end + 2 + length + 2;
  }
}

function isChunked(headers: IncomingHttpHeaders): boolean {
  return (
    String(headers["content-encoding"] ?? "").includes("aws-chunked") ||
    String(headers["x-amz-content-sha256"] ?? "").startsWith("STREAMING-")
  );
}
