import {
  binary,
  boolean,
  date,
  decimal,
  float64,
  int32,
  int64,
  list,
  schemaOf,
  string,
  struct,
  timestamp,
} from "@sluice/type-mapping";

const nullable = { nullable: true } as const;
export const sixtyColumns = {
  id: int32(nullable),
  big: int64(nullable),
  flag: boolean(nullable),
  half: float64(nullable),
  price: decimal(9, 2, nullable),
  total: decimal(30, 10, nullable),
  text: string(nullable),
  blob: binary(nullable),
  day: date(nullable),
  at: timestamp(6, nullable),
  tags: list(string(nullable), nullable),
  point: struct({ x: int32(nullable), name: string(nullable) }, nullable),
};

export const sixtySchema = schemaOf(sixtyColumns);

const dayOf = (days: number): string => new Date(days * 86_400_000).toISOString().slice(0, 10);

function atOf(row: number): string {
  if (row === 0) return "0001-01-01T00:00:00.000001";
  if (row === 1) return "9999-12-31T23:59:59.999999";
  const micros = BigInt(row - 30) * 10n ** 13n + BigInt(row);
  const seconds = (micros - (((micros % 1_000_000n) + 1_000_000n) % 1_000_000n)) / 1_000_000n;
  const fraction = String(micros - seconds * 1_000_000n).padStart(6, "0");
  return `${new Date(Number(seconds) * 1000).toISOString().slice(0, 19)}.${fraction}`;
}

function decimalOf(unscaled: bigint, scale: number): string {
  const digits = String(unscaled < 0n ? -unscaled : unscaled).padStart(scale + 1, "0");
  return `${unscaled < 0n ? "-" : ""}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

/** What `fixtures/write-rows.py` writes. */
export const sixtyRows = Array.from({ length: 60 }, (_, row) => {
  const absent = row % 7 === 3;
  return {
    id: row,
    big: absent ? null : BigInt(row - 30) * 1_000_000_007_000n,
    flag: row % 5 === 4 ? null : row % 2 === 0,
    half: absent ? null : row / 8 - 3,
    price: decimalOf(BigInt(row * 101 - 3000), 2),
    total: absent ? null : decimalOf(BigInt(row - 30) * 10n ** 20n + BigInt(row), 10),
    text: row % 11 === 5 ? null : `text ${(row * 37) % 50}`,
    blob: absent ? null : Uint8Array.of(row, 255 - row),
    day: row === 0 ? "0001-01-01" : row === 1 ? "9999-12-31" : dayOf(row * 100 - 1000),
    at: absent ? null : atOf(row),
    tags:
      row % 6 === 5 ? null : Array.from({ length: row % 4 }, (_, at) => (at === 1 ? null : `t${row + at}`)),
    point: absent ? null : { x: row, name: row % 2 === 1 ? null : `p${row}` },
  };
});
