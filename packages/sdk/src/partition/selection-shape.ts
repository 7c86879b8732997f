/** Whether it selects one partition: neither several nor a range, and not left out. */
export function isSingle(value: unknown): boolean {
  return value !== undefined && (typeof value !== "object" || value === null || value instanceof Date);
}

/** Whether it selects a range of partitions. */
export function isRange(value: unknown): value is { readonly from?: unknown; readonly to?: unknown } {
  return typeof value === "object" && value !== null && ("from" in value || "to" in value);
}
