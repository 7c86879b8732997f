import { SluiceError } from "@sluice/sdk";

/** The items until the caller gives up: then `ABORTED`, whatever the source makes of it. */
export async function* unlessAborted<Item>(
  items: AsyncIterable<Item>,
  signal: AbortSignal | undefined,
): AsyncGenerator<Item> {
  throwIfAborted(signal);
  for await (const item of items) {
    throwIfAborted(signal);
    yield item;
    throwIfAborted(signal);
  }
  throwIfAborted(signal);
}

function throwIfAborted(signal: AbortSignal | undefined): void {
  if (!signal?.aborted) return;
  throw new SluiceError("ABORTED", { message: "The caller gave up.", details: {}, cause: signal.reason });
}
