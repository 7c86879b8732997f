/** `10:00:00.123456` from a count of units since midnight with that many digits after the point. */
export function clockText(units: bigint, digits: number): string {
  const perSecond = 10n ** BigInt(digits);
  const seconds = Number(units / perSecond);
  const two = (value: number): string => String(value).padStart(2, "0");
  const clock = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60].map(two).join(":");
  return clock + fractionText(units % perSecond, digits);
}

/**
 * `2024-05-01T10:00:00.123456` from a count of units since 1970 with that many digits after the point. What is no year
 * of JavaScript's Date, infinity for one, is as DuckDB writes it.
 */
export function instantText(value: unknown, units: bigint, digits: number, zone = ""): string {
  const perSecond = 10n ** BigInt(digits);
  const fraction = ((units % perSecond) + perSecond) % perSecond;
  const date = new Date(Number((units - fraction) / perSecond) * 1000);
  if (Number.isNaN(date.getTime())) return String(value);
  return date.toISOString().slice(0, -5) + fractionText(fraction, digits) + zone;
}

function fractionText(fraction: bigint, digits: number): string {
  return digits === 0 ? "" : `.${String(fraction).padStart(digits, "0")}`;
}
