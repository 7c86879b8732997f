/**
 * Does it until it has succeeded; that result is everybody's from then on. Who comes meanwhile waits for it, and where it
 * fails does it themselves: an error, such as that of a caller who gave up, is only for the one whose it is.
 */
export function once<Result>(): (run: () => Promise<Result>) => Promise<Result> {
  let latest: Promise<Result> | undefined;
  return async (run) => {
    try {
      if (latest !== undefined) return await latest;
    } catch {
      // Whoever ran it is told.
    }
    const own = run();
    latest = own;
    try {
      return await own;
    } catch (error) {
      if (latest === own) latest = undefined;
      throw error;
    }
  };
}
