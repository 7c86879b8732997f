import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, it } from "vitest";
import { connectStack } from "../src/stack/connect.js";
import { identifyProcess } from "../src/stack/process-identity.js";
import { addRecord } from "../src/stack/record.js";
import type { StackOptions } from "../src/stack/stack.js";
import { temporaryFolder } from "./temporary-folder.js";

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

/** A stack that claims to run: whatever it is asked, it answers well. */
async function running(): Promise<string> {
  const cache = temporaryFolder("connect");
  const server = createServer((_, response) => response.end("{}"));
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const self = identifyProcess(process.pid)!;
  await addRecord(cache, {
    id: "id",
    owner: self,
    shared: true,
    detached: false,
    phase: "ready",
    trino: { version: "476", metastore: "hms", icebergRest: false },
    directory: cache,
    temporary: false,
    servers: [{ name: "trino", identity: self, log: "log", address: url }],
    environment: {
      SLUICE_TRINO_URL: url,
      SLUICE_S3_ENDPOINT: url,
      SLUICE_S3_ACCESS_KEY_ID: "key",
      SLUICE_S3_SECRET_ACCESS_KEY: "secret",
    },
  });
  return cache;
}

it("takes a running stack for whatever is not asked for", async () => {
  const SLUICE_CACHE = await running();
  const connect = (options: StackOptions, environment = {}) =>
    connectStack({ start: false, ...options, environment: { SLUICE_CACHE, ...environment } });
  await expect(connect({})).resolves.toHaveProperty("trino");
  await expect(connect({ trinoVersion: "476", metastore: "hms" })).resolves.toHaveProperty("trino");
  await expect(connect({}, { SLUICE_TRINO_VERSION: "476" })).resolves.toHaveProperty("trino");
});

it("takes no running stack of another kind", async () => {
  const SLUICE_CACHE = await running();
  const connect = (options: StackOptions, environment = {}) =>
    connectStack({ start: false, ...options, environment: { SLUICE_CACHE, ...environment } });
  const none = { code: "STACK_NOT_RUNNING" };
  await expect(connect({ trinoVersion: "483" })).rejects.toMatchObject(none);
  await expect(connect({}, { SLUICE_TRINO_VERSION: "483" })).rejects.toMatchObject(none);
  await expect(connect({}, { SLUICE_METASTORE: "file" })).rejects.toMatchObject(none);
  await expect(connect({ icebergRest: true })).rejects.toMatchObject(none);
  await expect(connect({ catalogs: {} })).rejects.toMatchObject(none);
});
