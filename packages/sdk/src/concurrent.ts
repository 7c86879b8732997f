/** Waits for all of them, also where one fails: nothing goes on after the call. The first failure in their order is thrown. */
export async function together<const Steps extends readonly unknown[]>(
  ...steps: Steps
): Promise<{ -readonly [Index in keyof Steps]: Awaited<Steps[Index]> }> {
  for (const end of await Promise.allSettled(steps)) if (end.status === "rejected") throw end.reason;
  return Promise.all(steps);
}

/** `map` over `items` with at most `limit` under way; results in order. The first failure is thrown once all have ended. */
export async function mapConcurrent<Item, Result>(
  items: readonly Item[],
  limit: number,
  map: (item: Item, index: number) => Promise<Result>,
): Promise<Result[]> {
  const results = new Array<Result>(items.length);
  let next = 0;
  let failed = false;
  const run = async (): Promise<void> => {
    while (next < items.length && !failed) {
      const index = next++;
      try {
        results[index] = await map(items[index] as Item, index);
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  const workers = await Promise.allSettled(Array.from({ length: Math.min(limit, items.length) }, run));
  for (const worker of workers) if (worker.status === "rejected") throw worker.reason;
  return results;
}
