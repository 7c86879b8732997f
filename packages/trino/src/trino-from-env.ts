import { SluiceError } from "@sluice/sdk";
import { type Catalog, type Environment, requireVariables } from "@sluice/sdk/plugin";
import { parseTrinoAddress } from "./address.js";
import { trino } from "./trino.js";

const prefix = "SLUICE_TRINO_";

/**
 * The catalog that variables name: `SLUICE_TRINO_URL`, an address such as `https://user@host:8080/catalog/schema` or the
 * server alone (`SLUICE_TRINO_SERVER` is another name for it), with `_USER`, `_PASSWORD` or `_TOKEN`, `_CATALOG` and `_SCHEMA`, which
 * come before what the address says. One `CONFIGURATION_INVALID` names all that are missing.
 */
export function trinoFromEnv(env: Environment = process.env): Catalog {
  const given = (name: string): string | undefined => env[prefix + name] || undefined;
  const url = urlOf(given("URL") ?? given("SERVER"));
  const [catalog, schema, ...more] = url?.pathname.split("/").slice(1).filter(Boolean) ?? [];
  const parts = {
    USER: encoded(given("USER")) ?? url?.username,
    CATALOG: encoded(given("CATALOG")) ?? catalog,
    SCHEMA: encoded(given("SCHEMA")) ?? schema,
  };
  const names = Object.entries(parts).flatMap(([name, value]) => (value ? [] : [prefix + name]));
  requireVariables(env, [...(url ? [] : [`${prefix}URL`]), ...names], "trinoFromEnv");
  const address = new URL(url as URL);
  address.username = parts.USER as string;
  address.password = encoded(given("PASSWORD")) ?? address.password;
  address.pathname = [parts.CATALOG, parts.SCHEMA, ...more].join("/");
  const token = given("TOKEN");
  if (token !== undefined && address.password !== "") {
    throw invalid("TOKEN", "stands beside a password", "Sign in with one of them.");
  }
  const { password, ...rest } = parseTrinoAddress(address.href);
  const auth = token === undefined ? password && { password } : { token };
  return trino({ ...rest, ...(auth && { auth }) });
}

function urlOf(text: string | undefined): URL | undefined {
  if (text === undefined || URL.canParse(text)) return text === undefined ? undefined : new URL(text);
  throw invalid("URL", "is no URL", "Write it like http://trino@localhost:8080/hive/sales.");
}

function encoded(value: string | undefined): string | undefined {
  return value === undefined ? undefined : encodeURIComponent(value);
}

/** Without the value, which may hold a password. */
function invalid(name: string, what: string, hint: string): SluiceError {
  const option = prefix + name;
  return new SluiceError("CONFIGURATION_INVALID", {
    message: `${option} ${what}.`,
    details: { option },
    hint,
  });
}
