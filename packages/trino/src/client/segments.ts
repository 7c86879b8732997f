import { SluiceError } from "@sluice/sdk";
import type { Connection } from "./connection.js";
import { statementFailed } from "./errors.js";
import type { Outcome } from "./exchange.js";
import type { Lifetime } from "./lifetime.js";
import { ownUrl } from "./own-url.js";
import { acceptedEncodings, unpackSegment } from "./segment-encoding.js";
import { shapedSegment } from "./segment-shape.js";

/** The `data` of a page of the spooling protocol: https://trino.io/docs/current/client/client-protocol.html */
export interface SpooledData {
  readonly encoding: string;
  readonly segments: readonly Segment[];
}

/** Rows beside the page: in it as base64, or in a file to be fetched. */
export type Segment = InlineSegment | SpooledSegment;

export interface InlineSegment {
  readonly type: "inline";
  readonly data: string;
  readonly metadata: SegmentMetadata;
}

export interface SpooledSegment {
  readonly type: "spooled";
  readonly uri: string;
  readonly ackUri: string;
  readonly headers?: Readonly<Record<string, readonly string[]>>;
  readonly metadata: SegmentMetadata;
}

export interface SegmentMetadata {
  readonly segmentSize: number;
  /** Absent for one that was too small to be packed. */
  readonly uncompressedSize?: number;
  readonly rowsCount?: number;
}

interface Statement {
  readonly sql: string;
  readonly queryId?: string;
}

/**
 * The JSON text of each segment in turn, of the size the server says. A file is acknowledged when the next one is wanted,
 * so that the server can delete what was read; the server does not wait for that, and neither does this.
 */
export async function* segmentTexts(
  { encoding, segments }: SpooledData,
  connection: Connection,
  statement: Statement,
  lifetime: Lifetime,
): AsyncGenerator<{ bytes: Buffer; metadata: SegmentMetadata }> {
  if (!acceptedEncodings.includes(encoding)) throw damaged(`is in the encoding ${encoding}`, statement);
  for (const given of segments) {
    const segment = shapedSegment(given, (problem) => damaged(problem, statement));
    const { metadata } = segment;
    const bytes =
      segment.type === "inline"
        ? inlineBytes(segment, statement)
        : await spooledBytes(segment, connection, statement, lifetime);
    yield { bytes: await unpacked(bytes, encoding, metadata, statement), metadata };
    if (segment.type === "spooled") {
      void connection.tell({ method: "GET", url: ownUrl(segment.ackUri, connection.origin) });
    }
  }
}

function inlineBytes({ data, metadata }: InlineSegment, statement: Statement): Buffer {
  const bytes = Buffer.from(data, "base64");
  if (bytes.byteLength !== metadata.segmentSize) {
    throw damaged(`has ${bytes.byteLength} bytes instead of ${metadata.segmentSize}`, statement);
  }
  return bytes;
}

async function spooledBytes(
  { uri, ackUri, headers = {}, metadata }: SpooledSegment,
  connection: Connection,
  statement: Statement,
  lifetime: Lifetime,
): Promise<Buffer> {
  if (!URL.canParse(uri) || !/^https?:/.test(uri))
    throw damaged("is at an address of no kind that can be fetched", statement);
  const flat = Object.entries(headers).map(([name, values]) => [name, values.join(", ")]);
  const expected = { headers: Object.fromEntries(flat), byteLength: metadata.segmentSize };
  // Where the server hands out files itself, they come from where it takes acknowledgements.
  const own = new URL(uri).origin === new URL(ackUri).origin;
  const url = own ? ownUrl(uri, connection.origin) : uri;
  const { origin } = connection;
  const { bytes } = await connection.fetch(url, expected, lifetime, (outcome) =>
    segmentRefused(outcome, { host: new URL(uri).host, origin, metadata, statement }),
  );
  return bytes;
}

/** The error for a file that did not come. Its address is a secret: the signature in it opens the file. */
function segmentRefused(
  outcome: Outcome,
  {
    host,
    origin,
    metadata,
    statement,
  }: { host: string; origin: string; metadata: SegmentMetadata; statement: Statement },
): SluiceError {
  if (outcome.kind === "lost" && outcome.code === "WRONG_SIZE") {
    return damaged(`has not the ${metadata.segmentSize} bytes it should have`, statement);
  }
  const answer = outcome.kind === "reply" ? `status ${outcome.status}` : outcome.code;
  if (outcome.kind === "reply" && outcome.status < 500 && outcome.status !== 429) {
    return statementFailed(
      {
        errorName: "SEGMENT_GONE",
        message: `The storage ${host} does not hand out a part of the result (${answer}). It may have expired, or been deleted.`,
      },
      statement,
    );
  }
  return new SluiceError("ENGINE_UNREACHABLE", {
    message: `The storage ${host}, where the server put a part of the result, gives no answer (${answer}).`,
    details: { server: origin },
    hint: "Make that host reachable from here, or set spooling: false on the client.",
    retryable: true,
  });
}

async function unpacked(
  bytes: Buffer,
  encoding: string,
  { uncompressedSize }: SegmentMetadata,
  statement: Statement,
): Promise<Buffer> {
  if (uncompressedSize === undefined) return bytes;
  const whole = await unpackSegment(encoding, bytes, uncompressedSize).catch(() => {
    throw damaged("cannot be unpacked", statement);
  });
  if (whole.byteLength === uncompressedSize) return whole;
  throw damaged(`unpacks to ${whole.byteLength} bytes instead of ${uncompressedSize}`, statement);
}

/** For a part of a result that is not what the server said. */
export function damaged(problem: string, statement: Statement): SluiceError {
  return statementFailed(
    { errorName: "SEGMENT_DAMAGED", message: `A part of the result ${problem}.` },
    statement,
  );
}
