import { calendar } from "./calendar.js";
import { numbers } from "./numbers.js";
import { changed, nullable, samples } from "./samples.js";
import { texts } from "./texts.js";

/** Every scalar type as a column that takes no null. */
export const scalars = { ...numbers, ...calendar, ...texts };

/** The same columns as they take null. */
export const nullableScalars = changed(scalars, "", ({ column, values }) =>
  samples({ ...column, ...nullable }, values),
);
