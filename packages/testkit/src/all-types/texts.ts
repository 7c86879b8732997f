import { binary, json, string, uuid } from "@sluice/sdk";
import { nullable, samples } from "./samples.js";

/** A text of one mebibyte. */
const long = "0123456789abcdef".repeat(2 ** 16);

/** Texts that are shortened, folded, trimmed, decoded or taken for something else where something is wrong. */
const strings = [
  ...[
    "",
    " ",
    "  both ends  ",
    "null",
    "NULL",
    "NaN",
    "true",
    "0",
    "-0",
    "1970-01-01",
    "__HIVE_DEFAULT_PARTITION__",
  ],
  ...["\u0000", "before\u0000after", "\n", "\r\n\t", "a\u2028b\u2029c", "\u007f\u0085"],
  ...[`it's "quoted" \`here\``, "back\\slash \\n \\u0041", "a,b;c|d%2F", "{}", "<a>&amp;</a>", "$(x) {{y}}"],
  ...["é", "e\u0301", "Zoë 🛫", "👩‍👩‍👧‍👦", "\u{10ffff}", "\uffff\ufffd", "ß ﬁ İ ı"],
  ...["שלום עולם", "\u202eabc\u202c", "漢字かな", "\ufeffbyte order mark", "\ufeff"],
];

const everyByte = Uint8Array.from({ length: 256 }, (_, byte) => byte);

/** JSON texts, which are kept as they were given. */
const documents = [
  ...["{}", "[]", "null", "true", '""', "0", "-0", "-0.0", "1.0", "1.50"],
  ...["1E5", "12345678901234567890.12345678901234567890", "1e400", "9007199254740993"],
  ...[
    ' { "spaces" : [ 1 ,\n\t2 ] } ',
    '{"b":1,"a":{"c":[null,false]}}',
    '"text"',
    '"é 🛫 \\u00e9 \\u0000 \\" \\/"',
  ],
];

/** Texts, bytes and what is written as text. */
export const texts = {
  string: samples(string(), strings),
  binary: samples(binary(), [
    new Uint8Array(0),
    everyByte,
    Uint8Array.of(0),
    Uint8Array.of(255),
    Uint8Array.of(0xed, 0xa0, 0x80),
    Uint8Array.of(0xef, 0xbb, 0xbf, 0x61),
  ]),
  uuid: samples(uuid(), [
    "00000000-0000-0000-0000-000000000000",
    "ffffffff-ffff-ffff-ffff-ffffffffffff",
    "7fffffff-ffff-ffff-ffff-ffffffffffff",
    "80000000-0000-0000-0000-000000000000",
    "123e4567-e89b-12d3-a456-426614174000",
  ]),
  json: samples(json(), documents),
};

/** Texts of which one is too long to repeat in many rows, lists and maps. */
export const longText = samples(string(nullable), [long, ...strings]);
