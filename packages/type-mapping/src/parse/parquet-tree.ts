import type { ParquetElement } from "../targets/parquet-element.js";

/** An element of a Parquet schema and what is inside it. */
export interface ParquetNode {
  readonly element: ParquetElement;
  readonly children: readonly ParquetNode[];
}

/** The flat schema of a Parquet footer, the root first, as a tree. `RangeError` if children are missing or left over. */
export function parquetTree(elements: readonly ParquetElement[]): ParquetNode {
  let next = 0;
  const read = (): ParquetNode => {
    const element = elements[next++];
    if (element === undefined) throw new RangeError("The Parquet schema ends before all its children came.");
    return { element, children: Array.from({ length: element.num_children ?? 0 }, read) };
  };
  const root = read();
  if (next < elements.length) throw new RangeError("The Parquet schema goes on behind its last child.");
  return root;
}
