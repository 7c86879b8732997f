import { float64, int32, string } from "@sluice/sdk";
import type { DataSet } from "../data-set.js";

/** So many numbered rows with a text, which may be null, and a number. */
export function manyRows(count: number): DataSet {
  return {
    columns: { id: int32(), text: string({ nullable: true }), half: float64() },
    rows: Array.from({ length: count }, (_, id) => ({
      id,
      text: id % 7 === 0 ? null : `row ${id}`,
      half: id / 2,
    })),
  };
}
