import { SluiceError } from "./error.js";

/** `ABORTED` once the caller has given up on storing. */
export function checkAborted(asset: string, signal: AbortSignal | undefined): void {
  if (!signal?.aborted) return;
  throw new SluiceError("ABORTED", {
    message: `Storing ${asset} was aborted; nothing was published.`,
    details: { asset },
    cause: signal.reason,
  });
}

/** `ABORTED` once the caller has given up. It names the asset where one is given. */
export function throwIfAborted(signal: AbortSignal | undefined, asset?: string): void {
  if (!signal?.aborted) return;
  const [message, details] =
    asset === undefined ? ["The caller gave up.", {}] : [`${asset}: the caller gave up.`, { asset }];
  throw new SluiceError("ABORTED", { message, details, cause: signal.reason });
}

/** The items until the caller gives up: then `ABORTED`, whatever the source makes of it. */
export async function* itemsUnlessAborted<Item>(
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
