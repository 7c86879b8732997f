import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import { lineitemTexts, longIntegers, type ResultPages, shortIntegers } from "./result-pages.js";

const kinds = { short: shortIntegers, long: longIntegers, wide: lineitemTexts };

export type ResultKind = keyof typeof kinds;

export interface ServedResults {
  readonly url: string;
  close(): Promise<void>;
}

interface Wanted {
  readonly kind: ResultKind;
  readonly rows: number;
}

/** A server on a thread of its own that answers every statement with one recorded result. */
export async function serveResults(kind: ResultKind, rows: number): Promise<ServedResults> {
  const wanted: Wanted = { kind, rows };
  const worker = new Worker(new URL(import.meta.url), { workerData: wanted });
  const [url] = (await once(worker, "message")) as [string];
  return { url, close: async () => void (await worker.terminate()) };
}

function serve({ kind, rows }: Wanted): void {
  let answers: readonly Buffer[] = [];
  const server = createServer(({ method, url = "" }, response) => {
    const at = method === "POST" ? 0 : Number(url.split("/").at(-1));
    response.writeHead(200, { "content-type": "application/json" }).end(answers[at]);
  });
  server.listen(0, "127.0.0.1", () => {
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    answers = answersOf(kinds[kind](rows), url);
    parentPort?.postMessage(url);
  });
}

/** The whole answers in their order, the one to the POST first, their members in the order in which Trino writes them. */
function answersOf({ types, pages }: ResultPages, url: string): Buffer[] {
  const columns = JSON.stringify(types.map((type, index) => ({ name: `c${index}`, type })));
  const answers = pages.map((data, index) => {
    const next = index + 1 < pages.length ? `"nextUri":"${url}/${index + 2}",` : "";
    return Buffer.concat([
      Buffer.from(`{"id":"q",${next}"columns":${columns},"data":`),
      data,
      Buffer.from(`,"stats":{"state":"RUNNING"}}`),
    ]);
  });
  return [Buffer.from(`{"id":"q","nextUri":"${url}/1","stats":{"state":"QUEUED"}}`), ...answers];
}

if (!isMainThread) serve(workerData as Wanted);
