const escapedSurrogate = /\\u[dD][89a-fA-F]/;
// Engines on the JVM read no longer names and no deeper documents: Jackson, StreamReadConstraints, DEFAULT_MAX_NAME_LEN
// and DEFAULT_MAX_DEPTH.
const longestName = 50_000;
const mostLevels = 1_000;

/** Why the text is no JSON, or what would make an engine stop at every query that reads it; or nothing. */
export function jsonFault(text: string): string | undefined {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    return "it is no JSON";
  }
  const suspect = escapedSurrogate.test(text) || text.length > longestName || mayBeDeep(text);
  return suspect ? documentFault(document, 1) : undefined;
}

function mayBeDeep(text: string): boolean {
  return text.length > mostLevels * 2 && (text.match(/[[{]/g)?.length ?? 0) > mostLevels;
}

function documentFault(value: unknown, level: number): string | undefined {
  if (typeof value === "string" && !value.isWellFormed())
    return "it holds half a character (a lone surrogate)";
  if (typeof value !== "object" || value === null) return undefined;
  if (level > mostLevels) return `it is nested more than ${mostLevels} levels deep`;
  for (const [name, item] of Object.entries(value)) {
    if (name.length > longestName) return `it has a name of more than ${longestName} characters`;
    const fault = documentFault(name, level) ?? documentFault(item, level + 1);
    if (fault !== undefined) return fault;
  }
  return undefined;
}
