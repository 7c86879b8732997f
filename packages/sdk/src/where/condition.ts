/**
 * What the value of a column has to be: the value itself, `null`, or all of what is said. As in SQL, no comparison
 * holds for null. Floating-point numbers compare as IEEE 754 says: nothing equals NaN. Texts and bytes are ordered byte
 * by byte in UTF-8. Lists, maps and structs only know `isNull`.
 */
export type Condition<Value> =
  | Value
  | null
  | {
      readonly eq?: Value;
      readonly ne?: Value;
      readonly gt?: Value;
      readonly gte?: Value;
      readonly lt?: Value;
      readonly lte?: Value;
      /** One of these. */
      readonly in?: readonly Value[];
      readonly isNull?: boolean;
    };

/** The ways to compare. Each says what the order of the row's value and the given one, −1, 0 or 1, has to be. */
export const comparisons = {
  eq: (order) => order === 0,
  ne: (order) => order !== 0,
  gt: (order) => order > 0,
  gte: (order) => order >= 0,
  lt: (order) => order < 0,
  lte: (order) => order <= 0,
} satisfies Record<string, (order: number) => boolean>;

export type Comparison = keyof typeof comparisons;
