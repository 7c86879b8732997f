/** A name between backquotes, as Hive and Spark read any name. */
export function backquotedName(name: string): string {
  return `\`${name.replaceAll("`", "``")}\``;
}

/** The name as it is where it is one plain word, else between backquotes. */
export function bareOrBackquoted(name: string): string {
  return /^[A-Za-z_]\w*$/.test(name) ? name : backquotedName(name);
}

/**
 * Why a Hive type text cannot name a field so, or nothing. A metastore keeps `struct<a b:int>` in lower case, without quotes,
 * and reads a name character by character: letters, digits, blanks, `_`, `.` and `$`, none beyond 16 bits.
 */
export function hiveFieldFault(name: string): string | undefined {
  const bad = [...name.toLowerCase()].find(
    (character) => !/^[\p{L}\p{Nd}_.$ ]$/u.test(character) || character.length > 1,
  );
  if (bad === undefined) return undefined;
  return `Hive's struct<…> cannot have ${JSON.stringify(bad)} in a name; rename the field to letters, digits, blanks, "_", "." and "$"`;
}

// Columns Trino adds to every Hive table. https://trino.io/docs/current/connector/hive.html#special-columns
const hiddenColumns = new Set(["$path", "$bucket", "$file_size", "$file_modified_time", "$partition"]);

/** Why a Hive table in Trino cannot have a column of that name, or nothing. */
export function hiveColumnFault(name: string): string | undefined {
  if (name.includes(",")) return 'Hive has no column with "," in its name; rename it';
  if (!hiddenColumns.has(name.toLowerCase())) return undefined;
  return `Trino has a hidden column ${name} in every Hive table; rename it`;
}

/** Why a Delta table without column mapping cannot have a column or field of that name, or nothing. */
export function deltaNameFault(name: string): string | undefined {
  const bad = /[ ,;{}()\n\t=]/.exec(name)?.[0];
  if (bad === undefined) return undefined;
  return `Delta has no ${JSON.stringify(bad)} in names unless columns are mapped; rename it`;
}
