import type { SluiceError } from "@sluice/sdk";
import { isObject, withoutNulls } from "./json-object.js";
import type { Segment } from "./segments.js";

type Parts = Readonly<Record<string, unknown>>;

/** A segment whose parts are of the types they are said to be. Throws `broken(problem)` for one that cannot be read. */
export function shapedSegment(given: unknown, broken: (problem: string) => SluiceError): Segment {
  const segment: Parts = isObject(given) ? withoutNulls(given) : {};
  const metadata: Parts = isObject(segment.metadata) ? withoutNulls(segment.metadata) : {};
  const { segmentSize, uncompressedSize = 0, rowsCount = 0 } = metadata;
  if (![segmentSize, uncompressedSize, rowsCount].every(isCount)) throw broken("does not say its size");
  const shaped = { ...segment, metadata } as unknown as Segment;
  if (isInline(segment) || isSpooled(segment)) return shaped;
  throw broken("is of no kind that can be read");
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isInline({ type, data }: Parts): boolean {
  return type === "inline" && typeof data === "string";
}

function isSpooled({ type, uri, ackUri, headers = {} }: Parts): boolean {
  if (type !== "spooled" || typeof uri !== "string" || typeof ackUri !== "string") return false;
  return URL.canParse(ackUri) && isObject(headers) && Object.values(headers).every(isTexts);
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((one) => typeof one === "string");
}
