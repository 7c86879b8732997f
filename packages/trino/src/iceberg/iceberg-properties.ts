import type { IcebergProperty } from "./asset-options.js";

/** What the table of an asset is to have, by the names of Trino. */
export interface TrinoProperties {
  readonly own: readonly (readonly [name: string, value: IcebergProperty])[];
  /** Iceberg's names, for which Trino has none. It takes those that its catalog allows. */
  readonly extra: readonly (readonly [name: string, value: string])[];
}

/** A name of Trino, and the value there of a text; `undefined` for one that is none. */
type Translation = readonly [name: string, value: (text: string) => IcebergProperty | undefined];

/** Properties of Iceberg that Trino has under other names. https://iceberg.apache.org/docs/latest/configuration/ */
const translations: ReadonlyMap<string, Translation> = new Map<string, Translation>(
  Object.entries({
    "write.parquet.compression-codec": ["compression_codec", (text) => codec(text)],
    "commit.retry.num-retries": ["max_commit_retry", count],
    "write.metadata.delete-after-commit.enabled": ["delete_after_commit_enabled", flag],
    "write.metadata.previous-versions-max": ["max_previous_versions", count],
    "write.object-storage.enabled": ["object_store_layout_enabled", flag],
    "write.data.path": ["data_location", (text) => text],
    "write.target-file-size-bytes": ["target_max_file_size", bytes],
    "write.parquet.row-group-size-bytes": ["parquet_writer_row_group_size", bytes],
  } satisfies Record<string, Translation>),
);

/** Those that every release has which this package knows. */
const always: ReadonlySet<string> = new Set([
  "max_commit_retry",
  "object_store_layout_enabled",
  "data_location",
]);

const bloomFilter = "write.parquet.bloom-filter-enabled.column.";

/** What the catalog itself says of each table, by Iceberg's names. */
export const givenByCatalog = ["format-version", "write.format.default", "location"];

/** Whether the name is one of Iceberg: Trino's have neither dots nor hyphens. */
export function isIcebergName(name: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9_.-]*$/.test(name) && /[.-]/.test(name);
}

/** Trino's names that releases differ in, of those that the properties would go by. */
export function laterNames(properties: Readonly<Record<string, IcebergProperty>>): string[] {
  return Object.keys(properties).flatMap((name) => {
    const [own] = translations.get(name) ?? [];
    return own === undefined || always.has(own) ? [] : [own];
  });
}

/**
 * The properties by the names of Trino, in the order given. Where the server has no such name, one of Iceberg stays what it
 * is. `known`: the names the server has; absent: all.
 */
export function trinoProperties(
  properties: Readonly<Record<string, IcebergProperty>>,
  known?: ReadonlySet<string>,
): TrinoProperties {
  const own = new Map<string, IcebergProperty>();
  const extra: [string, string][] = [];
  for (const [name, value] of Object.entries(properties)) {
    const translation = translations.get(name);
    if (translation !== undefined && (known?.has(translation[0]) ?? true))
      own.set(translation[0], translation[1](String(value)) ?? value);
    else if (name.startsWith(bloomFilter)) {
      const columns = (own.get("parquet_bloom_filter_columns") ?? []) as readonly string[];
      if (flag(String(value))) {
        own.set("parquet_bloom_filter_columns", [...columns, name.slice(bloomFilter.length).toLowerCase()]);
      }
    } else if (isIcebergName(name)) extra.push([name, String(value)]);
    else own.set(name, value);
  }
  return { own: [...own], extra };
}

/** Iceberg writes them in lower case, and says `uncompressed` for Trino's NONE. */
function codec(text: string): string {
  return text.toLowerCase() === "uncompressed" ? "NONE" : text.toUpperCase();
}

/** Iceberg takes them in any case. */
function flag(text: string): boolean | undefined {
  const folded = text.toLowerCase();
  return folded === "true" ? true : folded === "false" ? false : undefined;
}

/** Whether the property of that name can have the value. Of names there are none for, and of Trino's, the server decides. */
export function isTranslated(name: string, value: IcebergProperty): boolean {
  if (name.startsWith(bloomFilter)) return flag(String(value)) !== undefined;
  const [, translate] = translations.get(name) ?? [];
  return translate === undefined || translate(String(value)) !== undefined;
}

function count(text: string): number | undefined {
  return /^\d+$/.test(text) ? Number(text) : undefined;
}

function bytes(text: string): string | undefined {
  return count(text) === undefined ? undefined : `${text}B`;
}
