/** Whether an object holds its values as properties: arrays, maps, sets, dates and bytes do not. */
export function isPlain(value: object): boolean {
  const others = [Array, Map, Set, Date, ArrayBuffer];
  return !ArrayBuffer.isView(value) && !others.some((kind) => value instanceof kind);
}
