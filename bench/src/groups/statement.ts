import { statementClient } from "@sluice/trino/client";
import type { Contender, Contest, Group } from "../contender.js";
import { lineitemTexts, longIntegers, type ResultPages, shortIntegers } from "../data/result-pages.js";

const mostRows = 200_000;
const server = "http://127.0.0.1:8080";

const results = [
  ["5 columns of short integers", shortIntegers],
  ["3 columns of bigint, 2 of them past 2^53", longIntegers],
  ["lineitem, 16 columns", lineitemTexts],
] as const;

/** Results of Trino to rows and Arrow batches, on one thread and without a network. At most 200,000 rows. */
export const statement: Group = {
  name: "statement",
  contests: ({ rows }) =>
    results.map(([name, make]) => statementContest(name, make, Math.min(rows, mostRows))),
};

function statementContest(name: string, make: (rows: number) => ResultPages, rows: number): Contest {
  const contender = (of: string, read: () => Promise<number>): Contender => ({
    name: of,
    prepare() {
      const answers = answersOf(make(rows));
      return { run: () => answering(answers, read) };
    },
  });
  return {
    name: `statement: ${name}`,
    rows,
    contenders: [
      contender("sluice, rows", async () => {
        let count = 0;
        for await (const page of (await client.stream("SELECT …")).rows) count += page.length;
        return count;
      }),
      contender("sluice, Arrow batches", async () => {
        let count = 0;
        for await (const batch of (await client.batches("SELECT …")).batches) count += batch.numRows;
        return count;
      }),
      contender("JSON.parse as trino-client does, rounding", async () => {
        let count = 0;
        for (let url: string | undefined = `${server}/0`; url !== undefined; ) {
          const page = JSON.parse(await (await fetch(url)).text()) as { data?: unknown[]; nextUri?: string };
          count += page.data?.length ?? 0;
          url = page.nextUri;
        }
        return count;
      }),
    ],
  };
}

const client = statementClient({ server, user: "bench" });

/** The whole answers, in the order in which they are asked for. */
function answersOf({ types, pages }: ResultPages): Buffer[] {
  const columns = JSON.stringify(types.map((type, index) => ({ name: `c${index}`, type })));
  return pages.map((data, index) => {
    const next = index + 1 < pages.length ? `,"nextUri":"${server}/${index + 1}"` : "";
    return Buffer.concat([
      Buffer.from(`{"id":"q","columns":${columns},"data":`),
      data,
      Buffer.from(`,"stats":{}${next}}`),
    ]);
  });
}

/** Runs with a `fetch` that hands out the answers one after another. */
async function answering(answers: readonly Buffer[], run: () => Promise<number>): Promise<number> {
  const real = globalThis.fetch;
  let at = 0;
  globalThis.fetch = async () => new Response(answers[at++] as Buffer<ArrayBuffer>);
  try {
    return await run();
  } finally {
    globalThis.fetch = real;
  }
}
