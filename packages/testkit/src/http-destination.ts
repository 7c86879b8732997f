import { isSluiceError, SluiceError } from "@sluice/sdk";
import { type Catalog, type CatalogContext, type SealedWrite, scanLog, unpacker } from "@sluice/sdk/plugin";

export interface HttpDestinationOptions {
  readonly url: string;
  /** Sent with every request, such as `authorization`. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Say `exactly-once` where the server takes each idempotency key once. Default `at-least-once`. */
  readonly delivery?: "exactly-once" | "at-least-once";
}

/** Posts each write as JSON lines, in one request with the id of the write as its idempotency key. */
export function httpDestination(options: HttpDestinationOptions): Catalog {
  const { delivery = "at-least-once" } = options;
  return {
    specVersion: 1,
    name: new URL(options.url).host,
    capabilities: { modes: ["append"], query: false, loads: false, delivery },
    relation: () => undefined,
    prepare: async () => {},
    async publish(write, context) {
      const known = await context.log.find(write);
      if (known !== undefined) return { snapshot: known.number };
      await post(write, context, options);
      return { snapshot: (await context.log.commit(write)).commit.number };
    },
    republish: async ({ log }) => ({ snapshot: (await log.head()).number }),
    scan: (request, { log, asset }) => scanLog(request, log, asset.key),
  };
}

async function post(write: SealedWrite, context: CatalogContext, options: HttpDestinationOptions) {
  const headers = {
    ...options.headers,
    "content-type": "application/x-ndjson",
    "idempotency-key": write.write,
    "sluice-asset": encodeURIComponent(write.asset),
  };
  const { host } = new URL(options.url);
  const [body, signal] = [linesOf(write, context), context.signal ?? null];
  const request = { method: "POST", headers, body, duplex: "half", signal } as const;
  const response = await fetch(options.url, request).catch((error: Error) => {
    // The body's own error, a damaged file say, is the cause of fetch's.
    throw isSluiceError(error.cause)
      ? error.cause
      : failed(write, host, "did not answer", { retryable: true, cause: error });
  });
  await response.body?.cancel();
  const { ok, status } = response;
  if (!ok) throw failed(write, host, `answered ${status}`, { retryable: status >= 500 || status === 429 });
}

function failed(write: SealedWrite, host: string, what: string, more: { retryable: boolean; cause?: Error }) {
  return new SluiceError("DELIVERY_FAILED", {
    message: `${host} ${what} when it was given write ${write.write} of ${write.asset}.`,
    details: { asset: write.asset, destination: host },
    hint: "Store again with the same idempotencyKey: the write that is sealed is delivered again.",
    ...more,
  });
}

/** A line for each row with its given partitions. */
async function* linesOf(write: SealedWrite, context: CatalogContext) {
  const unpack = unpacker(write.schema);
  const given = write.partitions.flatMap(({ rule, name }, at) => (rule === "given" ? [{ name, at }] : []));
  for await (const { partition, batch } of context.read(write)) {
    const more = Object.fromEntries(given.map(({ name, at }) => [name, partition[at]]));
    const lines = unpack(batch).map((row) => `${JSON.stringify({ ...(row as object), ...more }, exact)}\n`);
    yield Buffer.from(lines.join(""));
  }
}

/** What JSON lacks is text: 64-bit integers, NaN, −0, bytes. */
function exact(_name: string, value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString("base64");
  if (value instanceof Map) return [...value];
  if (Object.is(value, -0)) return "-0";
  const inJson = typeof value === "number" ? Number.isFinite(value) : typeof value !== "bigint";
  return inJson ? value : String(value);
}
