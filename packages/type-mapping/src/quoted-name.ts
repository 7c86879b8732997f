/** A name between double quotes, as Trino and DuckDB read any name. */
export function quotedName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
