import { inspect } from "node:util";
import { SluiceError } from "@sluice/sdk";
import { invalidOption } from "./errors.js";
import type { StatementClientOptions } from "./options.js";

/** Knows the secrets so that nothing else has to. */
export interface Credentials {
  /** What the `Authorization` header says now. */
  authorization(): Promise<string | undefined>;
  /** Which secrets are in use, for a hint: `"password"`, `"token"`, else `"certificate"` or none. */
  readonly kind: "password" | "token" | "certificate" | "none";
  /** The text without any secret seen so far. */
  scrub(text: string): string;
  /** Plain data with every text in it scrubbed. */
  scrubAll<Data>(data: Data): Data;
  /** The cause, if nothing in it shows a secret. */
  safeCause(cause: unknown): unknown;
}

const plainText = /^[\x20-\x7e]+$/;

export function credentials(options: StatementClientOptions, origin: string): Credentials {
  const { user, password, token } = options;
  if (password !== undefined && token !== undefined) {
    throw invalidOption("token", "is given beside a password", "Pass one of them.");
  }
  const kind =
    password !== undefined
      ? "password"
      : token !== undefined
        ? "token"
        : options.clientCertificate !== undefined
          ? "certificate"
          : "none";
  if (
    (password !== undefined || token !== undefined) &&
    origin.startsWith("http:") &&
    options.allowPasswordOverHttp !== true
  ) {
    throw invalidOption(
      kind,
      `would travel unencrypted to ${origin}`,
      "Use https, or set allowPasswordOverHttp: true.",
    );
  }
  if (password !== undefined && user.includes(":")) {
    throw invalidOption("user", "holds a colon, which basic authentication cannot carry");
  }

  const secrets = new Set<string>();
  const keep = (secret: string) => {
    if (secret === "") return secret;
    secrets.add(secret);
    // As it stands in JSON, and in an address.
    secrets.add(JSON.stringify(secret).slice(1, -1));
    if (secret.isWellFormed()) secrets.add(encodeURIComponent(secret));
    return secret;
  };
  // A header for a gateway may be a secret; one too short to be so stays readable in messages.
  for (const value of Object.values(options.headers ?? {})) if (value.length >= 8) keep(value);

  const { passphrase, key } = options.clientCertificate ?? {};
  if (passphrase !== undefined) keep(passphrase);
  if (typeof key === "string") keep(key);

  const bearer = (value: unknown): string => {
    // fetch puts a header value it refuses into its error, so a bad one must not get that far.
    if (typeof value !== "string" || !plainText.test(value)) {
      throw invalidOption(
        "token",
        "is empty or holds characters no header can carry",
        "Trim the line break at its end.",
      );
    }
    return `Bearer ${keep(value)}`;
  };

  let fixed: string | undefined;
  if (password !== undefined) {
    keep(password);
    fixed = `Basic ${keep(Buffer.from(`${user}:${password}`).toString("base64"))}`;
  } else if (token !== undefined && typeof token !== "function") {
    fixed = bearer(token);
  }

  const scrub = (text: string) => {
    let clean = text;
    for (const secret of secrets) clean = clean.replaceAll(secret, "***");
    return clean;
  };

  const scrubAll = <Data>(data: Data): Data => {
    if (typeof data === "string") return scrub(data) as Data;
    if (Array.isArray(data)) return data.map(scrubAll) as Data;
    if (typeof data !== "object" || data === null) return data;
    return Object.fromEntries(Object.entries(data).map(([name, value]) => [name, scrubAll(value)])) as Data;
  };

  return {
    kind,
    scrub,
    scrubAll,
    async authorization() {
      if (typeof token !== "function") return fixed;
      let value: unknown;
      try {
        value = await token();
      } catch (error) {
        // The cause is left out: what asks for a token holds other secrets.
        throw new SluiceError("ENGINE_DENIED", {
          message: `The token function failed: ${scrub(error instanceof Error ? error.message : String(error))}`,
          details: { server: origin },
          hint: "Run the function alone; it must return a token for this server.",
        });
      }
      return bearer(value);
    },
    safeCause(cause) {
      const text = inspect(cause, { depth: 8, showHidden: true });
      return scrub(text) === text ? cause : undefined;
    },
  };
}
