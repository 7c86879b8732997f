import { Agent, request as httpsRequest } from "node:https";
import { createSecureContext, type SecureContextOptions } from "node:tls";
import { invalidOption } from "./errors.js";
import type { Send } from "./exchange.js";

/** Who asks, told by TLS. PEM texts. */
export interface ClientCertificate {
  /** The certificate, and those that lead from it to its authority. */
  readonly certificate: string;
  readonly key: string;
  /** Opens an encrypted key. */
  readonly passphrase?: string;
  /** Certificates the server's own one is checked by, instead of those Node knows. */
  readonly authorities?: string | readonly string[];
}

/** The certificate as Node's TLS takes it. `CONFIGURATION_INVALID` for one that cannot be used with that origin. */
export function tlsOptions(given: ClientCertificate, origin: string): SecureContextOptions {
  if (!origin.startsWith("https:")) {
    throw invalidOption("clientCertificate", `cannot be shown to ${origin}`, "Use https.");
  }
  const { certificate: cert, key, passphrase, authorities } = given;
  const ca = typeof authorities === "string" ? authorities : authorities && [...authorities];
  const tls = { cert, key, ...(passphrase !== undefined && { passphrase }), ...(ca !== undefined && { ca }) };
  try {
    createSecureContext(tls);
  } catch {
    // What the library says may repeat parts of the key.
    throw invalidOption(
      "clientCertificate",
      "holds no certificate with its key",
      "Give both as PEM text (-----BEGIN …), and the passphrase if the key is encrypted.",
    );
  }
  return tls;
}

/** Requests that show a client certificate. Node's `fetch` cannot, so they go through `node:https`. */
export function sendByCertificate(given: ClientCertificate, origin: string): Send {
  const agent = new Agent({ ...tlsOptions(given, origin), keepAlive: true });

  return ({ url, method, headers, body }, signal) =>
    new Promise((resolve, reject) => {
      const sending = httpsRequest(url, { method, headers, agent, signal }, (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
        incoming.on("error", reject);
        incoming.on("end", () => {
          const pairs = Object.entries(incoming.headersDistinct).flatMap(([name, values = []]) =>
            values.map((value): [string, string] => [name, value]),
          );
          resolve({
            status: incoming.statusCode ?? 0,
            headers: new Headers(pairs),
            bytes: Buffer.concat(chunks),
          });
        });
      });
      sending.on("error", reject);
      sending.end(body);
    });
}
