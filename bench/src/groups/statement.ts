import { statementClient } from "@sluice/trino/client";
import type { Contest, GroupOptions } from "../contender.js";
import { lineitemTexts, longIntegers, type ResultPages, shortIntegers } from "../data/result-pages.js";

/** Results of Trino to rows and Arrow batches, on one thread and without a network. At most 200,000 rows. */
export async function* statement({ rows }: GroupOptions): AsyncGenerator<Contest> {
  for (const make of [shortIntegers, longIntegers, lineitemTexts]) {
    yield statementContest(make(Math.min(rows, mostRows)));
  }
}

const mostRows = 200_000;
const server = "http://127.0.0.1:8080";

function statementContest(result: ResultPages): Contest {
  const client = statementClient({ server, user: "bench" });
  const answers = answersOf(result);
  return {
    name: `statement: ${result.name}`,
    contenders: [
      {
        name: "sluice, rows",
        run: () =>
          answering(answers, async () => {
            let count = 0;
            for await (const page of (await client.stream("SELECT …")).rows) count += page.length;
            return count;
          }),
      },
      {
        name: "sluice, Arrow batches",
        run: () =>
          answering(answers, async () => {
            let count = 0;
            for await (const batch of (await client.batches("SELECT …")).batches) count += batch.numRows;
            return count;
          }),
      },
      {
        name: "JSON.parse as trino-client does, rounding",
        run: () =>
          answering(answers, async () => {
            let count = 0;
            for (let url: string | undefined = `${server}/0`; url !== undefined; ) {
              const page = JSON.parse(await (await fetch(url)).text()) as {
                data?: unknown[];
                nextUri?: string;
              };
              count += page.data?.length ?? 0;
              url = page.nextUri;
            }
            return count;
          }),
      },
    ],
  };
}

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
