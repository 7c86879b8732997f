import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import type { TLSSocket } from "node:tls";
import { inspect } from "node:util";
import { type ClientCertificate, statementClient } from "@sluice/trino/client";
import { describe, expect, it } from "vitest";
import { selfSigned } from "./certificates.js";
import { bigintColumn, pagesOf } from "./fake-coordinator.js";

const ours = selfSigned("server");
const ann = selfSigned("ann");
const stranger = selfSigned("stranger");

/** A coordinator over TLS that answers those only whose certificate it knows, and remembers whose that was. */
async function secureCoordinator() {
  const seen: string[] = [];
  let url = "";
  const server = createServer(
    {
      key: ours.key,
      cert: ours.certificate,
      ca: ann.certificate,
      requestCert: true,
      rejectUnauthorized: true,
    },
    (request, response) => {
      seen.push((request.socket as TLSSocket).getPeerCertificate().subject.CN as string);
      const { method = "", url: path = "", headers } = request;
      const page = pagesOf([{}, { columns: [bigintColumn], data: [[1]] }]);
      const reply = page({ method, path, headers, body: "" }, url);
      response.writeHead(reply.status ?? 200, { "set-cookie": ["a", "b"] }).end(JSON.stringify(reply.body));
    },
  );
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    seen,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const showing = (given: { certificate: string; key: string; passphrase?: string }): ClientCertificate => ({
  ...given,
  authorities: ours.certificate,
});

describe("client certificate", () => {
  it("is shown with every request", async () => {
    await using server = await secureCoordinator();
    const client = statementClient({ server: server.url, user: "ann", clientCertificate: showing(ann) });
    expect((await client.run("SELECT 1")).rows).toEqual([[1n]]);
    expect(server.seen).toEqual(["ann", "ann", "ann"]);
  });

  it("opens an encrypted key, and an abort ends its requests", async () => {
    const locked = selfSigned("locked", "c4n4ry-passphrase");
    const client = statementClient({
      server: "https://127.0.0.1:1",
      user: "ann",
      clientCertificate: { ...locked, passphrase: "c4n4ry-passphrase" },
    });
    const running = client.run("SELECT 1", { signal: AbortSignal.abort() });
    await expect(running).rejects.toMatchObject({ code: "ABORTED" });
  });

  it("that the server does not know is ENGINE_UNREACHABLE, at once", async () => {
    await using server = await secureCoordinator();
    const client = statementClient({
      server: server.url,
      user: "ann",
      clientCertificate: showing(stranger),
      retryMillis: 300,
    });
    const error = await client.run("SELECT 1").catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: "ENGINE_UNREACHABLE" });
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain(stranger.key);
    expect(server.seen).toEqual([]);
  });

  it("does not make an unknown server trusted", async () => {
    await using server = await secureCoordinator();
    const client = statementClient({ server: server.url, user: "ann", clientCertificate: ann });
    await expect(client.run("SELECT 1")).rejects.toMatchObject({
      code: "ENGINE_UNREACHABLE",
      retryable: false,
    });
    expect(server.seen).toEqual([]);
  });

  const wrong: [string, Partial<ClientCertificate>, string?][] = [
    ["plain http", {}, "http://127.0.0.1:1"],
    ["no PEM", { certificate: "c4n4ry" }],
    ["another key", { key: stranger.key }],
    ["a wrong passphrase", { ...selfSigned("locked", "right"), passphrase: "c4n4ry-passphrase" }],
  ];
  for (const [name, certificate, server = "https://127.0.0.1:1"] of wrong) {
    it(`${name} is refused when the client is made, without a secret`, () => {
      let thrown: unknown;
      try {
        statementClient({ server, user: "ann", clientCertificate: { ...ann, ...certificate } });
      } catch (error) {
        thrown = error;
      }
      expect(thrown).toMatchObject({
        code: "CONFIGURATION_INVALID",
        details: { option: "clientCertificate" },
      });
      const shown = inspect(thrown, { depth: 9, showHidden: true });
      expect(shown).not.toContain("c4n4ry");
      expect(shown).not.toContain("PRIVATE KEY");
    });
  }

  it("stays out of a printed client", () => {
    const client = statementClient({ server: "https://127.0.0.1:1", user: "ann", clientCertificate: ann });
    expect(inspect(client, { depth: 9, showHidden: true }) + JSON.stringify(client)).not.toContain(
      "PRIVATE KEY",
    );
  });
});
