import { type ConnectionOptions, Trino } from "trino-client";
import { tlsOptions } from "../client/client-certificate.js";
import { type Credentials, credentials } from "../client/credentials.js";
import type { StatementClientOptions } from "../client/index.js";
import { serverOrigin } from "../client/server-origin.js";

/** Makes clients of the npm package. Each keeps what a statement sets for the next, so each statement has its own. */
export interface Transport {
  readonly origin: string;
  readonly user: string;
  readonly credentials: Credentials;
  readonly retryMillis: number;
  /** A client that sends these headers with every request, and says who asks. */
  open(headers: Readonly<Record<string, string>>): Promise<Trino>;
}

export function openTransport(options: StatementClientOptions): Transport {
  const { clientCertificate, user, retryMillis = 30_000 } = options;
  const origin = serverOrigin(options.server);
  const secrets = credentials(options, origin);
  const ssl = clientCertificate && tlsOptions(clientCertificate, origin);
  return {
    origin,
    user,
    credentials: secrets,
    retryMillis,
    async open(headers) {
      const authorization = await secrets.authorization();
      const all = { ...headers, ...(authorization !== undefined && { authorization }) };
      const extraHeaders = Object.fromEntries(
        Object.entries(all).map(([name, value]) => [asItWrites(name), value]),
      );
      const connection: ConnectionOptions = { server: origin, extraHeaders, ...(ssl && { ssl }) };
      return Trino.create(connection);
    },
  };
}

/** `X-Trino-User` for `x-trino-user`: it has defaults under such names, which another spelling would not replace. */
function asItWrites(name: string): string {
  return name.replace(/(?<=^|-)[a-z]/g, (letter) => letter.toUpperCase());
}
