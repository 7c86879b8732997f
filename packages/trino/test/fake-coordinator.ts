import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";

export interface Seen {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Answer {
  readonly status?: number;
  readonly headers?: Record<string, string>;
  /** Text and bytes as they are, anything else as JSON. */
  readonly body?: unknown;
  /** Drops the connection, before the answer or in the middle of its body, or goes on there with what is no HTTP. */
  readonly drop?: "before" | "inside" | "garbled";
  /** Never answers. */
  readonly hang?: boolean;
}

export interface FakeCoordinator extends AsyncDisposable {
  readonly url: string;
  readonly seen: Seen[];
  count(method: string): number;
}

/** An HTTP server that says what the test wants and remembers what it was asked. */
export async function fakeCoordinator(
  answer: (request: Seen, origin: string, seen: readonly Seen[]) => Answer,
): Promise<FakeCoordinator> {
  const seen: Seen[] = [];
  let url = "";
  const server = createServer(async (incoming, outgoing) => {
    let body = "";
    for await (const chunk of incoming.setEncoding("utf8")) body += chunk;
    const { method = "", url: path = "", headers } = incoming;
    const request = { method, path, headers, body };
    seen.push(request);
    const reply = answer(request, url, seen);
    if (reply.hang) return;
    if (reply.drop === "before") return void outgoing.destroy();
    if (reply.drop === "garbled") {
      return void outgoing.socket?.end("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nno chunk\r\n");
    }
    const asIs = typeof reply.body === "string" || Buffer.isBuffer(reply.body);
    const text = asIs ? (reply.body as string | Buffer) : JSON.stringify(reply.body ?? {});
    outgoing.writeHead(reply.status ?? 200, { "content-type": "application/json", ...reply.headers });
    if (reply.drop === "inside") {
      outgoing.write(text.slice(0, text.length / 2), () => setTimeout(() => outgoing.destroy(), 20));
      return;
    }
    outgoing.end(text);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    seen,
    count: (method) => seen.filter((one) => one.method === method).length,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Answers of a query with these pages, one GET each: what a real coordinator sends, without what nobody reads. */
export function pagesOf(pages: readonly object[]) {
  return ({ method, path }: Seen, origin: string): Answer => {
    if (method === "DELETE") return { status: 204, body: "" };
    const at = method === "POST" ? -1 : Number(path.split("/").at(-1));
    const nextUri = at + 1 < pages.length ? `${origin}/v1/statement/executing/q1/slug/${at + 1}` : undefined;
    const { stats = {}, ...page } = (pages[at] ?? {}) as { stats?: object };
    return { body: { id: "q1", ...(nextUri && { nextUri }), ...page, stats } };
  };
}

export const bigintColumn = {
  name: "n",
  type: "bigint",
  typeSignature: { rawType: "bigint", arguments: [] },
};
