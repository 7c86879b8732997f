import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

export interface Proxy extends AsyncDisposable {
  readonly url: string;
  /** Statements that came by. */
  readonly statements: string[];
}

/** Stands before a Trino and answers statements that contain `text` with an error of Trino; passes on all others. */
export async function refusingProxy(
  trino: string,
  text: string,
  error: { readonly errorName: string; readonly message: string },
): Promise<Proxy> {
  const statements: string[] = [];
  let url = "";
  const server = createServer(async (incoming, outgoing) => {
    const { method = "GET", url: path = "/", headers } = incoming;
    let body = "";
    for await (const chunk of incoming.setEncoding("utf8")) body += chunk;
    if (method === "POST") statements.push(body);
    if (method === "POST" && body.includes(text)) {
      const page = { id: "refused", stats: {}, error: { ...error, errorType: "USER_ERROR" } };
      outgoing.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(page));
      return;
    }
    const passed = Object.entries(headers).filter(([name]) => name.startsWith("x-trino-"));
    const answer = await fetch(`${trino}${path}`, {
      method,
      headers: passed as [string, string][],
      ...(method === "POST" && { body }),
    });
    const answered = (await answer.text()).replaceAll(trino, url);
    outgoing.writeHead(answer.status, { "content-type": "application/json" }).end(answered);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    statements,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
