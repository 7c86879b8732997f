/** The fewest names that changed places among those in both lists, in the order of `next`. */
export function movedNames(old: readonly string[], next: readonly string[]): string[] {
  const places = new Map(old.map((name, place) => [name, place]));
  const shared = next.filter((name) => places.has(name));
  const stayed = longestRise(shared.map((name) => places.get(name) as number));
  return shared.filter((_, index) => !stayed.has(index));
}

/** Where the longest series of ever greater numbers stands in `numbers`. */
function longestRise(numbers: readonly number[]): Set<number> {
  // ends[length - 1] is where the series of that length with the least last number ends.
  const ends: number[] = [];
  const before: (number | undefined)[] = [];
  numbers.forEach((number, index) => {
    const found = ends.findIndex((end) => (numbers[end] as number) >= number);
    const length = found < 0 ? ends.length : found;
    before[index] = ends[length - 1];
    ends[length] = index;
  });
  const rise = new Set<number>();
  for (let at = ends.at(-1); at !== undefined; at = before[at]) rise.add(at);
  return rise;
}
