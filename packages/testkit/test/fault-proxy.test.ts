import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type FaultProxy, startFaultProxy } from "@sluice/testkit";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

/** What the server behind has seen: `PUT /a hello`. */
let seen: string[];
let hosts: (string | undefined)[];
let proxy: FaultProxy;
let close: () => Promise<void>;

beforeEach(async () => {
  seen = [];
  hosts = [];
  const server = createServer(async (message: IncomingMessage, response: ServerResponse) => {
    let body = "";
    for await (const chunk of message.setEncoding("utf8")) body += chunk;
    seen.push(`${message.method} ${message.url} ${body}`);
    hosts.push(message.headers.host);
    response.writeHead(201, { "x-Odd-Case": "kept", "content-length": "10" }).end("0123456789");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  proxy = await startFaultProxy({ upstream: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
  close = async () => {
    await proxy[Symbol.asyncDispose]();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
});
afterEach(() => close());

async function send(path: string, body = "hello", method = "PUT"): Promise<string> {
  const response = await fetch(`${proxy.url}${path}`, { method, body });
  return `${response.status} ${await response.text()}`;
}

/** The code of the socket's error that fetch keeps in the cause of its own. */
async function brokenBy(call: Promise<unknown>): Promise<string> {
  const error: unknown = await call.catch((reason: unknown) => reason);
  const { code } = ((error as { cause?: unknown }).cause ?? {}) as { code?: string };
  return String(code);
}

describe("the fault proxy", () => {
  it("passes requests and answers on as they are", async () => {
    const response = await fetch(`${proxy.url}/a%20b?c=d`, { method: "PUT", body: "hello" });
    expect(response.status).toBe(201);
    expect(response.headers.get("x-odd-case")).toBe("kept");
    expect(await response.text()).toBe("0123456789");
    expect(seen).toEqual(["PUT /a%20b?c=d hello"]);
    expect(hosts).toEqual([new URL(proxy.url).host]);
    expect(proxy.requests).toEqual(["PUT /a%20b?c=d"]);
  });

  it("answers by itself for the method and path it was told", async () => {
    const fault = proxy.inject({ method: "PUT", path: "/a", fault: { status: 503, body: "busy" } });
    expect(await send("/b")).toBe("201 0123456789");
    expect(await send("/a", "x", "POST")).toBe("201 0123456789");
    expect(await send("/a")).toBe("503 busy");
    expect(await send("/a")).toBe("201 0123456789");
    expect(seen.map((each) => each.slice(0, 6))).toEqual(["PUT /b", "POST /", "PUT /a"]);
    expect(fault.hits).toBe(1);
  });

  it("counts what fits, by path pattern and body too", async () => {
    const fault = proxy.inject({ path: /^\/a/, body: "two", nth: 2, times: 2, fault: { status: 500 } });
    const answers: string[] = [];
    for (const body of ["one", "two", "two", "one", "two", "two"]) answers.push(await send("/a", body));
    expect(answers.map((each) => each.slice(0, 3))).toEqual(["201", "201", "500", "201", "500", "201"]);
    expect(fault.hits).toBe(2);
    fault.remove();
  });

  it("drops the connection before the server sees the request, or the answer after", async () => {
    proxy.inject({ fault: { drop: "before" } });
    expect(await brokenBy(send("/a"))).toBe("UND_ERR_SOCKET");
    expect(seen).toEqual([]);
    proxy.inject({ fault: { drop: "after" } });
    expect(await brokenBy(send("/a"))).toBe("UND_ERR_SOCKET");
    expect(seen).toEqual(["PUT /a hello"]);
  });

  it("resets the connection", async () => {
    proxy.inject({ fault: { reset: true } });
    expect(await brokenBy(send("/a"))).toBe("ECONNRESET");
    expect(seen).toEqual([]);
  });

  it("cuts an answer", async () => {
    proxy.inject({ fault: { cutAfterBytes: 4 } });
    const response = await fetch(`${proxy.url}/a`);
    const got: string[] = [];
    const read = async () => {
      for await (const chunk of response.body ?? []) got.push(Buffer.from(chunk).toString());
    };
    await expect(read()).rejects.toThrow();
    expect(got.join("")).toBe("0123");
  });

  it("delays a request", async () => {
    proxy.inject({ path: "/late", fault: { delayMillis: 100 } });
    const late = send("/late");
    await send("/early");
    await late;
    expect(seen.map((each) => each.split(" ")[1])).toEqual(["/early", "/late"]);
  });

  it("refuses connections until it accepts them again", async () => {
    await send("/a");
    await proxy.refuse();
    expect(await brokenBy(send("/b"))).toBe("ECONNREFUSED");
    await proxy.accept();
    expect(await send("/c")).toBe("201 0123456789");
    expect(seen).toHaveLength(2);
  });

  it("breaks off where nobody is behind it", async () => {
    await using alone = await startFaultProxy({ upstream: "http://127.0.0.1:1" });
    expect(await brokenBy(fetch(alone.url))).toBe("UND_ERR_SOCKET");
  });
});
