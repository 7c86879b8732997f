import { createServer, type ServerResponse } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import { faultRules, type GivenFault } from "../faults/fault-rules.js";
import { closeServer, listen } from "../faults/local-server.js";
import { failure, refusal, type S3Answer } from "./answer.js";
import { type Bucket, emptyBucket } from "./bucket.js";
import { ruleFits, type S3Fault, type S3FaultRule } from "./fault.js";
import { listObjects } from "./list.js";
import { abortUpload, completeUpload, createUpload, uploadPart } from "./multipart.js";
import { deleteObject, getObject, headObject, putObject } from "./objects.js";
import { readRequest, type S3Operation, type S3Request } from "./request.js";

export interface S3DoubleOptions {
  /** Default `warehouse`. */
  readonly bucket?: string;
  /** Keys of one page of a list. Default 1000. */
  readonly pageKeys?: number;
  /** What every part of a multipart upload but the last one has at least. Default 5 MiB. */
  readonly leastPartBytes?: number;
}

/** A server that speaks like S3, with one bucket in memory. */
export interface S3Double extends AsyncDisposable {
  /** `http://127.0.0.1:49152` */
  readonly endpoint: string;
  readonly bucket: string;
  /** Requests so far, whatever became of them. */
  count(operation?: S3Operation): number;
  /** Every request so far, in order: `PutObject sales/_log/0000000001.json`. */
  readonly requests: readonly string[];
  /** Keys of the objects, in no order. */
  keys(): string[];
  /** Multipart uploads that are neither completed nor aborted. */
  openUploads(): number;
  /** Lets requests go wrong from now on. */
  inject(rule: S3FaultRule): GivenFault;
}

/** Starts a server on this machine, on a port of its own. Signatures are not looked at: any credentials will do. */
export async function startS3Double(options: S3DoubleOptions = {}): Promise<S3Double> {
  const { pageKeys = 1000, leastPartBytes = 5 * 1024 * 1024 } = options;
  const bucket = emptyBucket(options.bucket ?? "warehouse");
  const rules = faultRules<S3Request, S3Fault>();
  const requests: { readonly operation: S3Operation; readonly key: string }[] = [];
  const server = createServer(async (message, response) => {
    // A client that gives up on the way has asked for nothing.
    const request = await readRequest(message).catch(() => "cut" as const);
    if (request === "cut") return void response.destroy();
    if (request === undefined) return send(response, refusal("NotImplemented"));
    requests.push(request);
    await serve(request, rules.strike(request), response, (asked) =>
      asked.bucket === bucket.name
        ? answer(bucket, asked, { pageKeys, leastPartBytes })
        : refusal("NoSuchBucket"),
    );
  });
  const address = await listen(server);
  return {
    endpoint: `http://${address}`,
    bucket: bucket.name,
    count: (operation) =>
      requests.filter((request) => operation === undefined || request.operation === operation).length,
    get requests() {
      return requests.map(({ operation, key }) => `${operation} ${key}`.trim());
    },
    keys: () => [...bucket.objects.keys()],
    openUploads: () => bucket.uploads.size,
    inject: (rule) => rules.add((request) => ruleFits(rule, request), rule.fault, rule),
    [Symbol.asyncDispose]: () => closeServer(server),
  };
}

/** Does what is asked, with what goes wrong on the way. */
async function serve(
  request: S3Request,
  faults: readonly S3Fault[],
  response: ServerResponse,
  answerOf: (request: S3Request) => S3Answer,
): Promise<void> {
  for (const fault of faults) {
    if ("delayMillis" in fault) await pause(fault.delayMillis);
    if ("drop" in fault && fault.drop === "before") return void response.destroy();
    if ("status" in fault) return send(response, refused(fault), request);
  }
  const unsafe = faults.some((fault) => "ignoreIfNoneMatch" in fault);
  const answered = answerOf(unsafe ? unconditional(request) : request);
  if (faults.some((fault) => "drop" in fault)) return void response.destroy();
  for (const fault of faults) {
    if ("cutAfterBytes" in fault) return sendCut(response, answered, fault.cutAfterBytes);
  }
  send(response, faults.reduce(flipped, answered), request);
}

function answer(
  bucket: Bucket,
  request: S3Request,
  { pageKeys, leastPartBytes }: Required<Omit<S3DoubleOptions, "bucket">>,
): S3Answer {
  switch (request.operation) {
    case "HeadBucket":
      return { status: 200 };
    case "ListObjectsV2":
      return listObjects(bucket, request, pageKeys);
    case "PutObject":
      return putObject(bucket, request);
    case "GetObject":
      return getObject(bucket, request);
    case "HeadObject":
      return headObject(bucket, request);
    case "DeleteObject":
      return deleteObject(bucket, request);
    case "CreateMultipartUpload":
      return createUpload(bucket, request);
    case "UploadPart":
      return uploadPart(bucket, request);
    case "CompleteMultipartUpload":
      return completeUpload(bucket, request, leastPartBytes);
    case "AbortMultipartUpload":
      return abortUpload(bucket, request);
  }
}

const codes: Record<number, string> = {
  403: "AccessDenied",
  409: "ConditionalRequestConflict",
  412: "PreconditionFailed",
  500: "InternalError",
  503: "SlowDown",
};

function refused({ status, code, headers }: Extract<S3Fault, { readonly status: number }>): S3Answer {
  const { body, headers: ours } = failure(status, code ?? codes[status] ?? "Failed");
  return { status, headers: { ...ours, ...headers }, ...(body && { body }) };
}

function unconditional(request: S3Request): S3Request {
  const { "if-none-match": _, ...headers } = request.headers;
  return { ...request, headers };
}

function flipped(answered: S3Answer, fault: S3Fault): S3Answer {
  if (!("flipByteAt" in fault) || answered.body === undefined) return answered;
  const body = Buffer.from(answered.body);
  const index = fault.flipByteAt < 0 ? body.length + fault.flipByteAt : fault.flipByteAt;
  body.writeUInt8(body.readUInt8(index) ^ 0xff, index);
  return { ...answered, body };
}

function send(response: ServerResponse, { status, headers, body }: S3Answer, request?: S3Request): void {
  const isHead = request?.operation.startsWith("Head") === true;
  const length = body === undefined || isHead ? {} : { "content-length": String(body.length) };
  response.writeHead(status, { "x-amz-request-id": "double", ...headers, ...length });
  response.end(isHead ? undefined : body);
}

function sendCut(response: ServerResponse, { status, headers, body }: S3Answer, byteLength: number): void {
  const whole = body ?? Buffer.alloc(0);
  response.writeHead(status, { ...headers, "content-length": String(whole.length) });
  response.write(whole.subarray(0, byteLength), () => response.destroy());
}
