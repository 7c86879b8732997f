import { throwIfAborted } from "@sluice/sdk/plugin";
import { type Abortable, untilAborted } from "./until-aborted.js";

/**
 * `work` over the items of `source`, results in order, up to `ahead.width` of them under way while a result is being used.
 * The first error of either ends it. An item that fails is not tried again.
 */
export async function* mapAhead<Item, Result>(
  source: AsyncIterable<Item>,
  ahead: { readonly width: number },
  work: (item: Item) => Promise<Result>,
  context: Abortable,
): AsyncGenerator<Result, void, undefined> {
  const items = source[Symbol.asyncIterator]();
  const running: Promise<Result>[] = [];
  let ended = false;

  async function fill(): Promise<void> {
    while (!ended && running.length < ahead.width) {
      throwIfAborted(context.signal, context.asset);
      const next = await untilAborted(items.next(), context);
      if (next.done === true) {
        ended = true;
        return;
      }
      running.push(quiet(work(next.value)));
    }
  }

  try {
    await fill();
    while (running.length > 0) {
      const result = await untilAborted(running.shift() as Promise<Result>, context);
      const filling = quiet(fill());
      yield result;
      await filling;
    }
  } finally {
    ended = true;
    const closing = quiet(Promise.resolve(items.return?.()));
    // A source that hangs is why callers abort; it is told to end but not waited for.
    if (context.signal?.aborted !== true) await closing;
  }
}

// A failure is seen when its turn comes; until then nobody has to be listening.
function quiet<Result>(promise: Promise<Result>): Promise<Result> {
  promise.catch(() => {});
  return promise;
}
