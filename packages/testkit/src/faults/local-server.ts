import { once } from "node:events";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";

/** Listens on this machine only, on a port of its own unless one is given. Resolves to the address, `127.0.0.1:49152`. */
export async function listen(server: Server, port = 0): Promise<string> {
  // One that closes idle connections does so, now and then, just as the client sends on one.
  server.keepAliveTimeout = 0;
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Closes it with every connection. Closing twice is fine. */
export async function closeServer(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise<void>((resolve) => server.close(() => resolve()));
}
