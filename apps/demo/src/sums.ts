/** The exact sum of one number of each row. */
export function bigintSum<Row>(rows: readonly Row[], of: (row: Row) => bigint): bigint {
  return rows.reduce((sum, row) => sum + of(row), 0n);
}
