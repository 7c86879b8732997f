import { date, decimal, int32, int64, string, table } from "@sluice/sdk";
import type { Dataset } from "./dataset.js";
import { randomFrom } from "./random.js";

const type = table({
  orderkey: int64(),
  partkey: int64(),
  suppkey: int64(),
  linenumber: int32(),
  quantity: decimal(15, 2),
  extendedprice: decimal(15, 2),
  discount: decimal(15, 2),
  tax: decimal(15, 2),
  returnflag: string(),
  linestatus: string(),
  shipdate: date(),
  commitdate: date(),
  receiptdate: date(),
  shipinstruct: string(),
  shipmode: string(),
  comment: string(),
});

const instructions = ["DELIVER IN PERSON", "COLLECT COD", "NONE", "TAKE BACK RETURN"];
const modes = ["REG AIR", "AIR", "RAIL", "SHIP", "TRUCK", "MAIL", "FOB"];
const words = "carefully final deposits sleep quickly among the regular packages above silent ideas".split(
  " ",
);

/** Sixteen columns shaped like the lineitem table of TPC-H: values at random, the same in every run. */
export function lineitem(count: number): Dataset {
  const random = randomFrom(7);
  const below = (limit: number): number => Math.floor(random() * limit);
  const one = (texts: readonly string[]): string => texts[below(texts.length)] as string;
  const cents = (limit: number): string => (below(limit * 100) / 100).toFixed(2);
  const day = (): string => new Date(694_224_000_000 + below(2526) * 86_400_000).toISOString().slice(0, 10);
  const rows = Array.from({ length: count }, (_, row) => ({
    orderkey: BigInt(row >> 2),
    partkey: BigInt(below(200_000)),
    suppkey: BigInt(below(10_000)),
    linenumber: (row & 3) + 1,
    quantity: `${1 + below(50)}.00`,
    extendedprice: cents(100_000),
    discount: cents(1),
    tax: cents(1),
    returnflag: one(["A", "N", "R"]),
    linestatus: one(["O", "F"]),
    shipdate: day(),
    commitdate: day(),
    receiptdate: day(),
    shipinstruct: one(instructions),
    shipmode: one(modes),
    comment: Array.from({ length: 2 + below(4) }, () => one(words)).join(" "),
  }));
  return { schema: type.schema, rows };
}
