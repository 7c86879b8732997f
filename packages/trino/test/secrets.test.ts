import { inspect } from "node:util";
import { type StatementClientOptions, statementClient } from "@sluice/trino/client";
import { describe, expect, it } from "vitest";
import { type Answer, fakeCoordinator, pagesOf, type Seen } from "./fake-coordinator.js";

const canary = "c4n4ry-s3cret/+=";
const basic = Buffer.from(`ann:${canary}`).toString("base64");

function expectNoSecret(value: unknown) {
  const seen: string[] = [];
  for (let at = value, depth = 0; at !== undefined && depth < 9; depth++, at = (at as Error).cause) {
    const { message, stack } = at as Partial<Error>;
    seen.push(
      inspect(at, { depth: 12, showHidden: true }),
      JSON.stringify(at) ?? "",
      String(at),
      message ?? "",
      stack ?? "",
    );
    if (typeof at !== "object" || at === null) break;
  }
  for (const text of seen) {
    expect(text).not.toContain(canary);
    expect(text).not.toContain(basic);
    expect(text).not.toContain(encodeURIComponent(canary));
  }
}

const secrets: [string, Partial<StatementClientOptions>][] = [
  ["password", { password: canary }],
  ["token", { token: canary }],
  ["token function", { token: async () => canary }],
  ["header", { headers: { "x-api-key": canary } }],
];

/** A server that repeats what it was told, as debugging proxies do. */
const echo = (request: Seen) => `${request.headers.authorization} ${request.headers["x-api-key"]} ${canary}`;

const faults: [string, (request: Seen, origin: string) => Answer][] = [
  ["401", (request) => ({ status: 401, body: echo(request) })],
  ["403", (request) => ({ status: 403, body: echo(request) })],
  ["400", (request) => ({ status: 400, body: echo(request) })],
  ["404", (request) => ({ status: 404, body: echo(request) })],
  ["500", (request) => ({ status: 500, body: echo(request) })],
  ["503", (request) => ({ status: 503, body: echo(request) })],
  ["429", (request) => ({ status: 429, body: echo(request) })],
  [
    "redirect",
    (request) => ({
      status: 302,
      headers: { location: `http://x:${canary.replace("/", "")}@x/${canary}` },
      body: echo(request),
    }),
  ],
  ["html", (request) => ({ body: `<html>${echo(request)}` })],
  ["other JSON", (request) => ({ body: { echo: echo(request) } })],
  ["broken JSON", (request) => ({ body: `{"id": "${echo(request)}` })],
  ["dropped", () => ({ drop: "before" })],
  ["hanging", () => ({ hang: true })],
  [
    "error page",
    (request, origin) =>
      pagesOf([
        {
          error: {
            message: echo(request),
            errorName: `DENIED_${canary}`,
            errorType: canary,
            failureInfo: {
              message: canary,
              cause: {
                type: `java.${canary}`,
                message: echo(request),
                cause: { message: encodeURIComponent(canary) },
              },
            },
          },
        },
      ])(request, origin),
  ],
];

describe("secrets stay out of everything that is shown", () => {
  for (const [kind, secret] of secrets) {
    it(`${kind}: client`, () => {
      const client = statementClient({
        server: "http://localhost:1",
        user: "ann",
        allowPasswordOverHttp: true,
        ...secret,
      });
      expectNoSecret(client);
      expectNoSecret(Object.values(client).map(String));
    });

    it(`${kind}: nobody listens`, async () => {
      const client = statementClient({
        server: "http://127.0.0.1:1",
        user: "ann",
        allowPasswordOverHttp: true,
        ...secret,
      });
      expectNoSecret(await client.run("SELECT 1").catch((error: unknown) => error));
    });

    for (const [name, answer] of faults) {
      it(`${kind}: ${name}`, async () => {
        await using server = await fakeCoordinator(answer);
        const client = statementClient({
          server: server.url,
          user: "ann",
          allowPasswordOverHttp: true,
          retryMillis: 100,
          requestTimeoutMillis: 100,
          ...secret,
        });
        const error = await client.run("SELECT 1").catch((error: unknown) => error);
        expect(error).toMatchObject({ name: "SluiceError" });
        expectNoSecret(error);
      });
    }
  }

  const broken = `${canary}\r\nx-injected: 1`;
  const wrongOptions: [string, Partial<StatementClientOptions>][] = [
    ["password over http", { password: canary }],
    ["token over http", { token: canary }],
    ["both", { password: canary, token: canary }],
    ["token with a line break", { token: broken, allowPasswordOverHttp: true }],
    ["header with a line break", { headers: { "x-api-key": broken } }],
    ["secret in the server", { server: `http://ann:${encodeURIComponent(canary)}@localhost:1` }],
    ["secret in a broken server", { server: `http//ann:${canary}@localhost` }],
    ["user with a line break", { user: broken }],
  ];
  for (const [name, options] of wrongOptions) {
    it(`refused options: ${name}`, () => {
      let thrown: unknown;
      try {
        statementClient({ server: "http://localhost:1", user: "ann", ...options });
      } catch (error) {
        thrown = error;
      }
      expect(thrown).toMatchObject({ code: "CONFIGURATION_INVALID" });
      expectNoSecret(thrown);
    });
  }

  it("a token function that returns no token, or fails", async () => {
    for (const token of [
      async () => broken,
      async () => "",
      () => Promise.reject(Object.assign(new Error("down"), { config: canary })),
    ]) {
      const client = statementClient({
        server: "http://127.0.0.1:1",
        user: "ann",
        token,
        allowPasswordOverHttp: true,
      });
      const error = await client.run("SELECT 1").catch((error: unknown) => error);
      expect(error).toMatchObject({ name: "SluiceError" });
      expectNoSecret(error);
    }
  });
});

describe("options", () => {
  const wrong: [string, Partial<StatementClientOptions>][] = [
    ["server", { server: "localhost:8080" }],
    ["server", { server: "ftp://localhost" }],
    ["server", { server: "http://localhost/hive" }],
    ["user", { user: "" }],
    ["user", { user: "ann:x", password: "y", server: "https://localhost" }],
    ["schema", { schema: "s" }],
    ["clientTags", { clientTags: ["a,b"] }],
    ["session", { session: { "a=b": "c" } }],
    ["headers", { headers: { Authorization: "Negotiate x" } }],
    ["headers", { headers: { "X-Trino-User": "root" } }],
    ["source", { source: "a\nb" }],
  ];
  for (const [option, options] of wrong) {
    it(`refuses ${inspect(options)}`, () => {
      expect(() => statementClient({ server: "http://localhost:1", user: "ann", ...options })).toThrow(
        expect.objectContaining({ code: "CONFIGURATION_INVALID", details: { option } }),
      );
    });
  }
});
