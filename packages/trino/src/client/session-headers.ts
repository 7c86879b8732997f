import { invalidOption } from "./errors.js";
import type { StatementClientOptions, StatementDefaults } from "./options.js";
import { acceptedEncodings } from "./segment-encoding.js";

// What a header line can carry to Trino unchanged.
const plainText = /^[\x20-\x7e]+$/;
const propertyName = /^[A-Za-z_][\w.-]*$/;
const ours =
  /^(authorization|connection|content-.*|expect|host|keep-alive|te|trailer|transfer-encoding|upgrade|x-trino-.*)$/i;

/**
 * What this client understands beyond the oldest ones. Without PARAMETRIC_DATETIME the server rounds every timestamp to
 * milliseconds; without NUMBER (Trino 480 and later) columns of that type are said to be varchar.
 */
const capabilities = "PARAMETRIC_DATETIME,NUMBER";

/** Headers of the first request of a statement. Nothing a statement sets comes back into the client. */
export function sessionHeaders(
  client: StatementClientOptions,
  statement: StatementDefaults,
): Record<string, string> {
  const catalog = statement.catalog ?? client.catalog;
  const schema = statement.schema ?? client.schema;
  if (schema !== undefined && catalog === undefined) {
    throw invalidOption("schema", "needs a catalog beside it");
  }
  const session = Object.entries({ ...client.session, ...statement.session });
  const tags = statement.clientTags ?? client.clientTags ?? [];
  const info = statement.clientInfo ?? client.clientInfo;
  return {
    ...everyRequestHeaders(client),
    "content-type": "text/plain; charset=utf-8",
    "x-trino-source": plain("source", statement.source ?? client.source ?? "sluice"),
    "x-trino-time-zone": plain("timeZone", statement.timeZone ?? client.timeZone ?? "UTC"),
    "x-trino-client-capabilities": capabilities,
    ...(client.spooling !== false && { "x-trino-query-data-encoding": acceptedEncodings.join(",") }),
    ...(catalog !== undefined && { "x-trino-catalog": plain("catalog", catalog) }),
    ...(schema !== undefined && { "x-trino-schema": plain("schema", schema) }),
    ...(session.length > 0 && { "x-trino-session": session.map(property).join(",") }),
    ...(tags.length > 0 && { "x-trino-client-tags": tags.map(tag).join(",") }),
    ...(info !== undefined && { "x-trino-client-info": plain("clientInfo", info) }),
  };
}

/** Headers of every request: who asks, and what a gateway wants. */
export function everyRequestHeaders({ headers = {}, user }: StatementClientOptions): Record<string, string> {
  for (const [name, value] of Object.entries(headers)) {
    if (ours.test(name))
      throw invalidOption("headers", `names ${name}`, "The client sets it from its other options.");
    if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name) || !plainText.test(value)) {
      throw invalidOption("headers", "holds a name or value no header can carry");
    }
  }
  return { ...headers, "x-trino-user": plain("user", user) };
}

function property([name, value]: [string, string]): string {
  if (!propertyName.test(name)) throw invalidOption("session", `holds the name ${JSON.stringify(name)}`);
  if (typeof value !== "string" || /\p{Surrogate}/u.test(value)) {
    throw invalidOption("session", `holds no text for ${name}`, 'Values are text, "5m" or "true".');
  }
  return `${name}=${encodeURIComponent(value)}`;
}

function tag(text: string): string {
  if (text.includes(",")) throw invalidOption("clientTags", "holds a comma, which separates tags");
  return plain("clientTags", text);
}

function plain(option: string, value: unknown): string {
  if (typeof value !== "string" || !plainText.test(value)) {
    throw invalidOption(option, "is empty or holds characters no header can carry");
  }
  return value;
}
