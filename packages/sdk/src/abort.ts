import { setMaxListeners } from "node:events";
import { SluiceError } from "./error.js";

/** A signal that aborts when another one does, until it is ended. */
export interface FollowingSignal<Signal extends AbortSignal | undefined> {
  readonly signal: Signal | AbortSignal;
  /** Leaves the other one without a listener. */
  end(): void;
}

/**
 * A signal that aborts when that of a caller does. Any number of files and requests may listen to it at once; of more
 * than ten that listen to the caller's own, Node would warn the caller.
 */
export function follow<Signal extends AbortSignal | undefined>(signal: Signal): FollowingSignal<Signal> {
  if (signal === undefined) return { signal, end: () => {} };
  const own = new AbortController();
  setMaxListeners(0, own.signal);
  const abort = (): void => own.abort(signal.reason);
  if (signal.aborted) abort();
  else signal.addEventListener("abort", abort, { once: true });
  return { signal: own.signal, end: () => signal.removeEventListener("abort", abort) };
}

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

/**
 * The items of what is being stored until the caller gives up: then `ABORTED` at once, also where the source never answers.
 * It is told to end, and not waited for.
 */
export async function* untilAborted<Item>(
  items: AsyncIterable<Item>,
  asset: string,
  signal: AbortSignal | undefined,
): AsyncGenerator<Item> {
  if (signal === undefined) return yield* items;
  const source = items[Symbol.asyncIterator]();
  let giveUp = (): void => {};
  const stop = (): void => giveUp();
  signal.addEventListener("abort", stop, { once: true });
  try {
    for (;;) {
      checkAborted(asset, signal);
      const step = await new Promise<IteratorResult<Item, unknown>>((resolve, reject) => {
        giveUp = () => resolve({ done: true, value: undefined });
        Promise.resolve(source.next()).then(resolve, reject);
      });
      checkAborted(asset, signal);
      if (step.done) return;
      yield step.value;
    }
  } finally {
    signal.removeEventListener("abort", stop);
    const ended = Promise.resolve(source.return?.()).catch(() => {});
    if (!signal.aborted) await ended;
  }
}
