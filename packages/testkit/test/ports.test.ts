import { createServer } from "node:net";
import { expect, it } from "vitest";
import { choosePorts } from "../src/stack/ports.js";

it("finds free ports, all different", async () => {
  const ports = Object.values(await choosePorts({ a: undefined, b: undefined, c: undefined }));
  expect(new Set(ports).size).toBe(3);
  for (const port of ports) expect(port).toBeGreaterThan(1023);
});

it("keeps a port that is given, and leaves it free", async () => {
  const { a: given } = await choosePorts({ a: undefined });
  const ports = await choosePorts({ chosen: undefined, given });
  expect(ports.given).toBe(given);
  expect(ports.chosen).not.toBe(given);
});

it("refuses a port in use", async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  await expect(choosePorts({ a: port })).rejects.toMatchObject({
    code: "CONFIGURATION_INVALID",
    message: expect.stringContaining(`port ${port} on 127.0.0.1 cannot be used (EADDRINUSE)`),
  });
  server.close();
});
