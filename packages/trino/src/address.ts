import { SluiceError } from "@sluice/sdk";

/** The parts of an address such as `http://trino@localhost:8080/hive/sales`. */
export interface TrinoAddress {
  /** Origin: scheme, host and port. */
  readonly server: string;
  readonly user: string;
  readonly password?: string;
  readonly catalog: string;
  readonly schema: string;
  readonly allowPasswordOverHttp?: boolean;
}

const form = "https://<user>:<password>@<host>:<port>/<catalog>/<schema>";
const overHttp = "allowPasswordOverHttp";

/**
 * Takes an address apart; each part may be percent-encoded. A password needs https, or `?allowPasswordOverHttp=true`.
 * No error repeats the address: it may hold a password in an unexpected place.
 */
export function parseTrinoAddress(address: string): TrinoAddress {
  let url: URL;
  try {
    url = new URL(address);
  } catch {
    throw invalid("is no URL", `Write it like ${form}, with @ : / ? # % inside a part percent-encoded.`);
  }
  if (url.protocol !== "http:" && url.protocol !== "https:") {
    throw invalid("starts with neither http:// nor https://", `Write it like ${form}.`);
  }
  if (url.hash !== "") throw invalid("holds a #", "Write %23 for a # inside a part.");

  const user = decoded(url.username);
  if (user === "")
    throw invalid("names no user", "Put the user before the host: http://trino@localhost:8080/hive/sales");
  const password = decoded(url.password);
  const [catalog = "", schema = "", ...rest] = url.pathname
    .slice(1)
    .replace(/\/$/, "")
    .split("/")
    .map(decoded);
  if (catalog === "") throw invalid("names no catalog", `Write it like ${form}.`);
  if (schema === "") throw invalid("names no schema after the catalog", `Write it like ${form}.`);
  if (rest.length > 0)
    throw invalid("goes on after catalog and schema", `Write it like ${form}, with / inside a part as %2F.`);

  const allowed = allowsPasswordOverHttp(url.searchParams);
  if (password !== "" && url.protocol === "http:" && !allowed) {
    throw invalid("holds a password that would travel unencrypted", `Use https, or add ?${overHttp}=true.`);
  }
  return {
    server: url.origin,
    user,
    ...(password !== "" && { password }),
    catalog,
    schema,
    ...(allowed && { allowPasswordOverHttp: true }),
  };
}

function allowsPasswordOverHttp(parameters: URLSearchParams): boolean {
  for (const name of parameters.keys()) {
    if (name !== overHttp)
      throw invalid("holds an unknown parameter", `Only ?${overHttp}=true may stand there.`);
  }
  const value = parameters.get(overHttp);
  if (value !== null && value !== "true" && value !== "false")
    throw invalid(`sets ${overHttp} to neither true nor false`);
  return value === "true";
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw invalid("holds a % that encodes nothing", "Write %25 for a percent sign.");
  }
}

function invalid(problem: string, hint?: string): SluiceError<"CONFIGURATION_INVALID"> {
  return new SluiceError("CONFIGURATION_INVALID", {
    message: `The Trino address ${problem}.`,
    details: { option: "address" },
    ...(hint !== undefined && { hint }),
  });
}
