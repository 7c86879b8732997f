import { hostileNames } from "@sluice/testkit";
import fc from "fast-check";

const quotes = ["'", "''", '"', '""', "`", "’", "＇", "ʼ", "'\u0301", "\\'", '\\"', "$$", "q'[", "E'\\''"];
const openers = [
  "--",
  "-- ",
  "/*",
  "*/",
  ";",
  "(",
  "))",
  "ARRAY[",
  "U&'",
  'U&"',
  "x'41'",
  "DATE '2024-05-01'",
];
const escapes = [
  "\\",
  "\\\\",
  "\\0041",
  "\\+01F6EB",
  "UESCAPE '!'",
  "%",
  "%%",
  "_",
  "?",
  ":x",
  "$" + "{x}",
  "%2F",
];
const ends = [
  "\n",
  "\r\n",
  "\r",
  "\t",
  "\v",
  "\f",
  "\u0085",
  "\u2028",
  "\u2029",
  "\u00a0",
  "\u200b",
  "\ufeff",
];
const unwritable = ["\0", "\ud800", "\udfff"];

/** Texts that try to be more than a text; some drop the table, which has to be there, or read it. */
export function hostileText(table: string): fc.Arbitrary<string> {
  const attacks = [
    `'; DROP TABLE ${table}; --`,
    `"; DROP TABLE ${table}; --`,
    `') DROP TABLE ${table}`,
    `*/ DROP TABLE ${table} /*`,
    `' || (SELECT max(note) FROM ${table}) || '`,
    `" FROM ${table} --`,
    `' OR '1'='1`,
    "')) UNION ALL SELECT 1 --",
    `\\'; DROP TABLE ${table}; --`,
    `', 'x'], ARRAY['a`,
  ];
  const piece = fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...quotes, ...openers, ...escapes, ...ends) },
    { weight: 2, arbitrary: fc.constantFrom(...attacks) },
    { weight: 1, arbitrary: fc.constantFrom(...hostileNames.filter((name) => name.length < 60)) },
    { weight: 1, arbitrary: fc.string({ unit: "binary", minLength: 1, maxLength: 4 }) },
    { weight: 1, arbitrary: fc.string({ minLength: 1, maxLength: 6 }) },
    { weight: 1, arbitrary: fc.constantFrom(...unwritable) },
  );
  // Most texts are such that a statement can hold them.
  const few = fc.array(piece, { minLength: 1, maxLength: 6 }).map((pieces) => pieces.join(""));
  return fc
    .tuple(few, fc.nat(9))
    .map(([text, kept]) => (kept === 0 ? text : text.replace(/[\0\p{Surrogate}]/gu, "") || "x"));
}

/** Whether a statement can hold the text: no NUL, no half of a character. */
export function isWritable(text: string): boolean {
  return !/[\0\p{Surrogate}]/u.test(text);
}
