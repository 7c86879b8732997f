/**
 * The characters of all that are texts. It pays to ask before they are read, also for whoever needs no number: the loads
 * from memory of this loop overlap, where in a loop over characters each wrong guess of a branch throws the started ones
 * away. Decimals and days that are in no cache are read a quarter faster.
 */
export function textLength(values: readonly unknown[], count: number): number {
  let length = 0;
  for (let index = 0; index < count; index++) {
    const value = values[index];
    if (typeof value === "string") length += value.length;
  }
  return length;
}
