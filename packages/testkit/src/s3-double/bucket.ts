import { createHash } from "node:crypto";

export interface S3Object {
  readonly bytes: Buffer;
  /** With its quotes. */
  readonly etag: string;
  readonly modifiedAt: Date;
  /** `content-type` and `x-amz-meta-…`, as they were sent. */
  readonly headers: Readonly<Record<string, string>>;
}

export interface S3Part {
  readonly bytes: Buffer;
  readonly etag: string;
}

export interface S3Upload {
  readonly key: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly parts: Map<number, S3Part>;
}

/** What a bucket holds. */
export interface Bucket {
  readonly name: string;
  readonly objects: Map<string, S3Object>;
  readonly uploads: Map<string, S3Upload>;
}

export function emptyBucket(name: string): Bucket {
  return { name, objects: new Map(), uploads: new Map() };
}

export function md5(bytes: Uint8Array): Buffer {
  return createHash("md5").update(bytes).digest();
}
