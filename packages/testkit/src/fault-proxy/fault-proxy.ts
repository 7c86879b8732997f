import {
  Agent,
  createServer,
  type IncomingMessage,
  request as requestOf,
  type ServerResponse,
} from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import { faultRules, type GivenFault } from "../faults/fault-rules.js";
import { closeServer, listen } from "../faults/local-server.js";
import { type ProxyFault, type ProxyFaultRule, type ProxyRequest, proxyRuleFits } from "./proxy-fault.js";

/** Stands before an HTTP server and passes everything on, but for what was told to go wrong. */
export interface FaultProxy extends AsyncDisposable {
  /** `http://127.0.0.1:49152`, to be used instead of the server's own. */
  readonly url: string;
  /** Requests so far, in order: `PUT /warehouse/lake/_probe.json`. */
  readonly requests: readonly string[];
  /** Lets requests go wrong from now on. */
  inject(rule: ProxyFaultRule): GivenFault;
  /** Nobody listens any more, and open connections end. */
  refuse(): Promise<void>;
  /** Listens again, on the same port. */
  accept(): Promise<void>;
}

/**
 * Starts a proxy on this machine, on a port of its own. `upstream` is the address of a server without TLS. Requests are
 * read whole and passed on byte by byte, with the `Host` they were sent to: signatures hold, and addresses a server
 * makes of it lead through the proxy again.
 */
export async function startFaultProxy({ upstream }: { readonly upstream: string }): Promise<FaultProxy> {
  const agent = new Agent({ keepAlive: true });
  const rules = faultRules<ProxyRequest, ProxyFault>();
  const requests: string[] = [];
  const server = createServer(async (message, response) => {
    // A client that gives up on the way has asked for nothing.
    const body = await readWhole(message).catch(() => undefined);
    if (body === undefined) return void response.destroy();
    const { method = "GET", url: path = "/" } = message;
    requests.push(`${method} ${path}`);
    await pass(rules.strike({ method, path, body }), response, () => forward(message, body, upstream, agent));
  });
  const address = await listen(server);
  const port = Number(address.split(":")[1]);
  return {
    url: `http://${address}`,
    requests,
    inject: (rule) => rules.add((request) => proxyRuleFits(rule, request), rule.fault, rule),
    refuse: () => closeServer(server),
    accept: async () => void (await listen(server, port)),
    async [Symbol.asyncDispose]() {
      agent.destroy();
      await closeServer(server);
    },
  };
}

async function pass(
  faults: readonly ProxyFault[],
  response: ServerResponse,
  forwarded: () => Promise<IncomingMessage>,
): Promise<void> {
  for (const fault of faults) {
    if ("delayMillis" in fault) await pause(fault.delayMillis);
    if ("reset" in fault) return void response.socket?.resetAndDestroy();
    if ("drop" in fault && fault.drop === "before") return void response.destroy();
    if ("status" in fault) return void response.writeHead(fault.status, { ...fault.headers }).end(fault.body);
  }
  try {
    const answer = await forwarded();
    if (faults.some((fault) => "drop" in fault)) {
      await readWhole(answer);
      return void response.destroy();
    }
    const cut = faults.find((fault) => "cutAfterBytes" in fault)?.cutAfterBytes;
    await answerWith(response, answer, cut);
  } catch {
    // The server behind is not there, or broke off: so does the proxy.
    response.destroy();
  }
}

function forward(
  { method, url, rawHeaders }: IncomingMessage,
  body: Buffer,
  upstream: string,
  agent: Agent,
): Promise<IncomingMessage> {
  const { hostname, port } = new URL(upstream);
  return new Promise((resolve, reject) => {
    const sent = requestOf({ hostname, port, agent, method, path: url, headers: rawHeaders });
    sent.once("response", resolve).once("error", reject).end(body);
  });
}

/** The answer as it comes, up to `cutAfterBytes` of its body if that is given. */
async function answerWith(
  response: ServerResponse,
  answer: IncomingMessage,
  cutAfterBytes = Number.POSITIVE_INFINITY,
): Promise<void> {
  response.writeHead(answer.statusCode ?? 502, answer.statusMessage, answer.rawHeaders);
  let left = cutAfterBytes;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    if (chunk.length > left) {
      response.write(chunk.subarray(0, left), () => response.destroy());
      return;
    }
    left -= chunk.length;
    if (!response.write(chunk)) await new Promise((resolve) => response.once("drain", resolve));
  }
  response.end();
}

async function readWhole(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
