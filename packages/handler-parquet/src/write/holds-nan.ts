import { type Data, DataType } from "apache-arrow";

/** Whether a floating-point column, or such a field of a struct, has a NaN. One below a null counts as well. */
export function holdsNaN(data: Data): boolean {
  if (DataType.isStruct(data.type)) return data.children.some(holdsNaN);
  if (!DataType.isFloat(data.type)) return false;
  const values = data.values as Float32Array | Float64Array;
  for (let index = 0; index < data.length; index++) {
    if (Number.isNaN(values[index])) return true;
  }
  return false;
}
