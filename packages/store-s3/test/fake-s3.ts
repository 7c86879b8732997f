import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface FakeRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: Buffer;
}

/** What to do with one request: answer, or hang up. Nothing means 200. */
export type FakeAnswer =
  | { status?: number; headers?: Record<string, string>; body?: string }
  | "hang-up"
  | undefined;

/** A server whose answers a test scripts. */
export async function fakeS3(
  answer: (request: FakeRequest, count: number) => FakeAnswer | Promise<FakeAnswer>,
) {
  const requests: FakeRequest[] = [];
  const server = createServer(async (message, response) => {
    const body = await readAll(message).catch(() => undefined);
    // The client gave up on the way.
    if (body === undefined) return;
    const { method = "", url = "", headers } = message;
    const request = { method, path: url.replace(/[?&]x-id=\w+/, ""), headers, body };
    requests.push(request);
    reply(response, await answer(request, requests.length));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    host,
    endpoint: `http://${host}`,
    requests,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function readAll(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

export function failure(status: number, code: string, message = code): FakeAnswer {
  const body = `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>${message}</Message></Error>`;
  return { status, body, headers: { "content-type": "application/xml", "x-amz-request-id": "request-1" } };
}

function reply(response: ServerResponse, answer: FakeAnswer): void {
  if (answer === "hang-up") {
    response.destroy();
    return;
  }
  const { status = 200, headers = {}, body = "" } = answer ?? {};
  response.writeHead(status, { etag: '"etag"', ...headers }).end(body);
}
