import { createRequire } from "node:module";
import { type DuckDBDataChunk, type DuckDBType, DuckDBVector } from "@duckdb/node-api";
import { columnReader } from "./column-reader.js";

type RawVector = Parameters<typeof DuckDBVector.create>[0];
type RawChunk = DuckDBDataChunk["chunk"];

/** The bindings that the API is made on: it reads a vector as another type, but does not hand vectors out. */
const bindings = createRequire(createRequire(import.meta.url).resolve("@duckdb/node-api"))(
  "@duckdb/node-bindings",
) as { data_chunk_get_vector(chunk: RawChunk, column: number): RawVector };

/** Reads the rows of a result with columns of those types as plain JavaScript, none of its values changed. */
export function rowsReader(types: readonly DuckDBType[]): (chunk: DuckDBDataChunk) => unknown[][] {
  const readers = types.map(columnReader);
  return ({ chunk, rowCount }) => {
    const columns = readers.map(({ readAs, convert }, column) => {
      const vector = DuckDBVector.create(bindings.data_chunk_get_vector(chunk, column), rowCount, readAs);
      return (row: number): unknown => convert(vector.getItem(row));
    });
    return Array.from({ length: rowCount }, (_, row) => columns.map((read) => read(row)));
  };
}
