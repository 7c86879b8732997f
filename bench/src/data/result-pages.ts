/** A result of Trino as the answers that carry it, each of about a megabyte. */
export interface ResultPages {
  /** Type texts of the columns. */
  readonly types: readonly string[];
  /** JSON text of each answer's `data`. */
  readonly pages: readonly Buffer[];
  readonly rows: number;
}

const pageBytes = 1_000_000;

/** Counters and codes, as most fact tables have: no integer has more than 9 digits. */
export function shortIntegers(rows: number): ResultPages {
  const types = ["bigint", "bigint", "bigint", "bigint", "integer"];
  return resultPages(types, rows, (row) => [row, (row * 7) % 1_000, row % 50, row * 31, row % 7]);
}

/** Ids that JSON.parse rounds, beside one that it does not. */
export function longIntegers(rows: number): ResultPages {
  return resultPages(["bigint", "bigint", "bigint"], rows, (row) => [
    9_007_199_254_740_993n + BigInt(row),
    -4_611_686_018_427_387_903n + BigInt(row),
    row,
  ]);
}

/** The columns of TPC-H lineitem in the texts Trino sends for them. */
export function lineitemTexts(rows: number): ResultPages {
  const types = [
    ...["bigint", "bigint", "bigint", "integer"],
    ...Array<string>(4).fill("decimal(15,2)"),
    ...["varchar(1)", "varchar(1)", "date", "date", "date", "varchar(25)", "varchar(10)", "varchar(44)"],
  ];
  return resultPages(types, rows, (row) => [
    row,
    (row * 7) % 200_000,
    row % 10_000,
    row % 7,
    `${row % 50}.00`,
    `${20_000 + (row % 9_000)}.${10 + (row % 90)}`,
    "0.04",
    "0.02",
    "N",
    "O",
    `1996-03-${10 + (row % 20)}`,
    `1996-02-${10 + (row % 18)}`,
    `1996-03-${10 + (row % 20)}`,
    "DELIVER IN PERSON",
    "TRUCK",
    `egular courts above the ${row}`,
  ]);
}

type Cell = number | bigint | string;

function resultPages(
  types: readonly string[],
  rows: number,
  cells: (row: number) => readonly Cell[],
): ResultPages {
  const pages: Buffer[] = [];
  let texts: string[] = [];
  let bytes = 0;
  for (let row = 0; row < rows; row++) {
    const text = `[${cells(row)
      .map((cell) => (typeof cell === "string" ? `"${cell}"` : String(cell)))
      .join(",")}]`;
    texts.push(text);
    bytes += text.length + 1;
    if (bytes < pageBytes && row + 1 < rows) continue;
    pages.push(Buffer.from(`[${texts.join(",")}]`));
    texts = [];
    bytes = 0;
  }
  return { types, pages, rows };
}
