import { boolean, decimal, float32, float64, int8, int16, int32, int64 } from "@sluice/sdk";
import { samples } from "./samples.js";

const noNumbers = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];

/** A decimal column between plus and minus its largest value. */
function decimals(precision: number, scale: number, ...others: string[]) {
  const nines = "9".repeat(precision);
  const largest = scale === 0 ? nines : `${nines.slice(scale) || "0"}.${nines.slice(0, scale)}`;
  const unit = scale === 0 ? "1" : `0.${"1".padStart(scale, "0")}`;
  const zero = scale === 0 ? "0" : `0.${"0".repeat(scale)}`;
  return samples(decimal(precision, scale), [zero, largest, `-${largest}`, unit, `-${unit}`, ...others]);
}

/** Booleans and numbers at the ends of their ranges. */
export const numbers = {
  boolean: samples(boolean(), [true, false]),
  int8: samples(int8(), [0, -128, 127, -1]),
  int16: samples(int16(), [0, -32_768, 32_767, -1, 128]),
  int32: samples(int32(), [0, -2_147_483_648, 2_147_483_647, -1, 32_768]),
  int64: samples(int64(), [
    ...[0n, -1n, -(2n ** 63n), 2n ** 63n - 1n],
    ...[2n ** 53n, 2n ** 53n + 1n, -(2n ** 53n) - 1n, 2n ** 32n, -(2n ** 31n)],
  ]),
  float32: samples(float32(), [
    ...[0, -0, ...noNumbers],
    ...[2 ** -149, -(2 ** -149), 2 ** -126, 2 ** -126 - 2 ** -149],
    ...[(2 - 2 ** -23) * 2 ** 127, -(2 - 2 ** -23) * 2 ** 127, 1 + 2 ** -23, Math.fround(0.1)],
  ]),
  float64: samples(float64(), [
    ...[0, -0, ...noNumbers],
    ...[5e-324, -5e-324, 2.2250738585072014e-308, 2.225073858507201e-308],
    ...[1e308, Number.MAX_VALUE, -Number.MAX_VALUE, 1 + Number.EPSILON, 0.1, 2 ** 53 + 2],
  ]),
  decimal5s2: decimals(5, 2, "1.10"),
  decimal18s6: decimals(18, 6, "123456789012.345678"),
  decimal38s0: decimals(38, 0, "18446744073709551616", "-9223372036854775809", "10"),
  decimal38s10: decimals(38, 10, "9007199254740993.0000000001"),
  decimal38s38: decimals(38, 38),
};
