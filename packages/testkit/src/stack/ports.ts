import { connect, createServer, type Server } from "node:net";
import { SluiceError } from "@sluice/sdk";

/** As many ports as names, free on 127.0.0.1 a moment ago. One that is given is checked, not chosen. */
export async function choosePorts<Name extends string>(
  wanted: Readonly<Record<Name, number | undefined>>,
): Promise<Record<Name, number>> {
  const held: Server[] = [];
  const ports: Partial<Record<Name, number>> = {};
  try {
    // Those that are given come first, and all are held until the last is known, so that no two are the same.
    const names = (Object.keys(wanted) as Name[]).sort((a, b) => (wanted[b] ?? 0) - (wanted[a] ?? 0));
    for (const name of names) {
      const server = await listen(wanted[name] ?? 0);
      held.push(server);
      ports[name] = (server.address() as { port: number }).port;
    }
    return ports as Record<Name, number>;
  } finally {
    await Promise.all(held.map((server) => new Promise((resolve) => server.close(resolve))));
  }
}

/** Whether something takes connections on a port of 127.0.0.1. */
export function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: "127.0.0.1", timeout: 5_000 });
    const done = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once("connect", () => done(true));
    socket.once("timeout", () => done(false));
    socket.once("error", () => done(false));
  });
}

function listen(port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", (cause: NodeJS.ErrnoException) => {
      reject(
        new SluiceError("CONFIGURATION_INVALID", {
          message: `port ${port} on 127.0.0.1 cannot be used (${cause.code})`,
          details: { option: "port" },
          hint: "Choose another one, or none: a free one is found then.",
          cause,
        }),
      );
    });
    server.listen({ port, host: "127.0.0.1", exclusive: true }, () => resolve(server));
  });
}
