/** Makes one value of another. */
export type Convert = (value: unknown) => unknown;

/** Nothing is to be done. */
export const asItIs: Convert = (value) => value;

/** Keeps null, and does nothing where `convert` does nothing. */
export function nullOr(convert: Convert): Convert {
  return convert === asItIs ? asItIs : (value) => (value === null ? null : convert(value));
}
