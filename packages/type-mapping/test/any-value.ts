import type { LogicalType, Member, TimestampPrecision } from "@sluice/type-mapping";
import fc from "fast-check";

const day = 86_400;
const seconds = fc.oneof(
  fc.integer({ min: -719_162 * day, max: 2_932_897 * day - 1 }),
  fc.constantFrom(-719_162 * day, 2_932_897 * day - 1, -1, 0),
);
const clock = (second: number): string => new Date(second * 1000).toISOString().slice(0, 19);
const digits = (count: number) =>
  fc
    .oneof(fc.nat({ max: 10 ** count - 1 }), fc.constantFrom(0, 1, 10 ** count - 1))
    .map((value) => String(value).padStart(count, "0"));

/** A whole number of that many bits, its ends often. */
function integer(bits: number): fc.Arbitrary<bigint> {
  const [min, max] = [-(2n ** BigInt(bits - 1)), 2n ** BigInt(bits - 1) - 1n];
  return fc.oneof(fc.bigInt({ min, max }), fc.constantFrom(min, min + 1n, -1n, 0n, 1n, max));
}

const oddCharacters = [
  "'",
  '"',
  "\\",
  "\0",
  "\n",
  "\u2028",
  "\u202e",
  "\ufeff",
  "\uffff",
  "é",
  "🦋",
  "--",
  "U&",
];
const texts = fc.oneof(
  fc.string({ unit: "binary", maxLength: 20 }),
  fc.string({ unit: fc.constantFrom(...oddCharacters, "a", "1"), maxLength: 12 }),
);
const specialNumbers = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0, 0];

function decimal(precision: number, scale: number): fc.Arbitrary<string> {
  const bound = 10n ** BigInt(precision) - 1n;
  return fc
    .oneof(fc.bigInt({ min: -bound, max: bound }), fc.constantFrom(-bound, bound, 0n, 1n))
    .map((unscaled) => {
      const all = String(unscaled < 0n ? -unscaled : unscaled).padStart(scale + 1, "0");
      const whole = all.slice(0, all.length - scale);
      return `${unscaled < 0n ? "-" : ""}${whole}${scale === 0 ? "" : `.${all.slice(-scale)}`}`;
    });
}

/** Nanoseconds of 64 bits reach from 1677-09-21 to 2262-04-11; DuckDB's end a little earlier. */
const nanoseconds = fc.oneof(
  fc.bigInt({ min: -9_223_286_400_000_000_000n, max: 9_223_372_036_854_775_806n }),
  fc.constantFrom(-9_223_286_400_000_000_000n, 9_223_372_036_854_775_806n, -1n, 0n),
);

function instant(precision: TimestampPrecision, zone: "" | "Z"): fc.Arbitrary<Date | string> {
  if (precision === 9) {
    return nanoseconds.map((value) => {
      const fraction = ((value % 1_000_000_000n) + 1_000_000_000n) % 1_000_000_000n;
      const second = Number((value - fraction) / 1_000_000_000n);
      return `${clock(second)}.${String(fraction).padStart(9, "0")}${zone}`;
    });
  }
  return fc
    .tuple(seconds, digits(precision))
    .map(([second, fraction]) =>
      precision === 3 ? new Date(second * 1000 + Number(fraction)) : `${clock(second)}.${fraction}${zone}`,
    );
}

/** What loading gives of a column of that type. */
export function anyValue(type: LogicalType): fc.Arbitrary<unknown> {
  switch (type.id) {
    case "boolean":
      return fc.boolean();
    case "int8":
    case "int16":
    case "int32":
      return integer(Number(type.id.slice(3))).map(Number);
    case "int64":
      return integer(64);
    case "float32":
      return fc.oneof(fc.float(), fc.constantFrom(...specialNumbers, 2 ** -149, 3.4028234663852886e38));
    case "float64":
      return fc.oneof(fc.double(), fc.constantFrom(...specialNumbers, Number.MIN_VALUE, Number.MAX_VALUE));
    case "decimal":
      return decimal(type.precision, type.scale);
    case "string":
      return texts;
    case "binary":
      return fc.uint8Array({ maxLength: 20 });
    case "date":
      return seconds.map((second) => clock(second).slice(0, 10));
    case "time":
      return fc
        .tuple(
          fc.constantFrom(0, day - 1).chain((end) => fc.constantFrom(end, 43_199)),
          digits(6),
        )
        .map(([second, rest]) => `${clock(second).slice(11)}.${rest}`);
    case "timestamp":
      return instant(type.precision, "");
    case "zonedTimestamp":
      return instant(type.precision, "Z");
    case "uuid":
      return fc.uuid();
    case "json":
      return fc.jsonValue({ noUnicodeString: false, maxDepth: 2 }).map((value) => JSON.stringify(value));
    case "list":
      return fc.array(anyMember(type.element), { maxLength: 3 });
    case "map":
      return fc
        .uniqueArray(fc.tuple(anyValue(type.key.type), anyMember(type.value)), {
          maxLength: 3,
          selector: ([key]) => keyText(key),
        })
        .map((entries) => new Map(entries));
    case "struct":
      return fc
        .tuple(...type.fields.map(anyMember))
        .map((values) => Object.fromEntries(type.fields.map(({ name }, at) => [name, values[at]])));
  }
}

/** The same, or null where the member may be. */
export function anyMember({ type, nullable }: Member): fc.Arbitrary<unknown> {
  return nullable ? fc.option(anyValue(type), { freq: 6 }) : anyValue(type);
}

/** A type with a value of it. */
export function anyPair(types: fc.Arbitrary<LogicalType>): fc.Arbitrary<readonly [LogicalType, unknown]> {
  return types.chain((type) =>
    anyMember({ type, nullable: true }).map((value): readonly [LogicalType, unknown] => [type, value]),
  );
}

function keyText(key: unknown): string {
  if (key instanceof Uint8Array) return Buffer.from(key).toString("hex");
  return key instanceof Date ? key.toISOString() : String(key);
}
