import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

export interface Receiver {
  readonly url: string;
  /** What arrived for an asset, a parsed line each. */
  rows(asset: string): Record<string, unknown>[];
  /** Requests that were whole, with their idempotency keys. */
  readonly keys: string[];
  /** Statuses of the next answers; 0 takes the rows and closes the connection without a word. */
  readonly answers: number[];
  close(): Promise<void>;
}

/** A server that takes JSON lines, each request whole or not at all. */
export async function receiver({ deduplicates }: { readonly deduplicates: boolean }): Promise<Receiver> {
  const taken: { readonly asset: string; readonly key: string; readonly text: string }[] = [];
  const keys: string[] = [];
  const answers: number[] = [];
  const server: Server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    try {
      for await (const chunk of request) chunks.push(chunk as Buffer);
    } catch {
      // A request that ends early is none.
      return;
    }
    const key = String(request.headers["idempotency-key"]);
    const asset = decodeURIComponent(String(request.headers["sluice-asset"]));
    const status = answers.shift() ?? 204;
    keys.push(key);
    const known = deduplicates && taken.some((each) => each.key === key);
    if (status < 300 && !known) taken.push({ asset, key, text: Buffer.concat(chunks).toString() });
    if (status === 0) request.socket.destroy();
    else response.writeHead(status).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/rows?token=secret`,
    keys,
    answers,
    rows: (asset) =>
      taken
        .filter((each) => each.asset === asset)
        .flatMap(({ text }) => text.split("\n").filter((line) => line !== ""))
        .map((line) => JSON.parse(line) as Record<string, unknown>),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
