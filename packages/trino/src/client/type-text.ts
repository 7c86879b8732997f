import type { RowField, TrinoType } from "./trino-type.js";

// Names of several words. Parameters stand after the first: timestamp(6) with time zone.
const longNames =
  /(timestamp|time|interval)\b\s*(\([^()]*\))?\s*(with time zone|day to second|year to month)\b/iy;
const plainName = /[A-Za-z_][A-Za-z0-9_:@$]*/y;
const digits = /\d+/y;
const blank = /\s*/y;
const bareName = /^[a-z_][a-z0-9_]*$/;

/**
 * Reads type text such as `row("a b" decimal(10,2), m map(varchar, array(timestamp(6))))`.
 * Trino prints field names of a result column without quotes, so a name with a blank in it cannot be told from
 * its type there; a result's own types are therefore read from its type signatures.
 */
export function parseTypeText(text: string): TrinoType {
  let at = 0;

  function take(pattern: RegExp): string | undefined {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0];
    if (found !== undefined) at += found.length;
    return found;
  }

  function accept(mark: string): boolean {
    take(blank);
    if (!text.startsWith(mark, at)) return false;
    at += mark.length;
    return true;
  }

  function expect(mark: string): void {
    if (!accept(mark)) throw unreadable(text, at, mark);
  }

  function list<Item>(item: () => Item): Item[] {
    const items = [item()];
    while (accept(",")) items.push(item());
    expect(")");
    return items;
  }

  function type(): TrinoType {
    take(blank);
    longNames.lastIndex = at;
    const long = longNames.exec(text);
    if (long !== null) {
      at += long[0].length;
      const parameters = (long[2]?.slice(1, -1).split(",") ?? []).map(Number);
      return { kind: "scalar", name: `${long[1]} ${long[3]}`.toLowerCase(), parameters };
    }
    const name = take(plainName);
    if (name === undefined) throw unreadable(text, at, "a type");
    if (!accept("(")) return { kind: "scalar", name, parameters: [] };
    switch (name.toLowerCase()) {
      case "row":
        return { kind: "row", fields: list(field) };
      case "array": {
        const element = type();
        expect(")");
        return { kind: "array", element };
      }
      case "map": {
        const key = type();
        expect(",");
        const value = type();
        expect(")");
        return { kind: "map", key, value };
      }
      default:
        return { kind: "scalar", name, parameters: list(parameter) };
    }
  }

  function parameter(): number | TrinoType {
    take(blank);
    const number = take(digits);
    return number === undefined ? type() : Number(number);
  }

  function field(): RowField {
    take(blank);
    if (text[at] === '"') return { name: quoted(), type: type() };
    const start = at;
    longNames.lastIndex = at;
    if (!longNames.test(text)) {
      const name = take(plainName);
      const gap = take(blank);
      // A word, a blank, and no end of the field: the word was the name.
      if (name !== undefined && gap !== "" && !/[,()]/.test(text[at] ?? ")")) return { name, type: type() };
    }
    at = start;
    return { type: type() };
  }

  function quoted(): string {
    let name = "";
    for (;;) {
      const close = text.indexOf('"', at + 1);
      if (close < 0) throw unreadable(text, at, 'a closing "');
      name += text.slice(at + 1, close);
      at = close + 1;
      if (text[at] !== '"') return name;
      name += '"';
    }
  }

  const parsed = type();
  take(blank);
  if (at < text.length) throw unreadable(text, at, "the end");
  return parsed;
}

/** The text of a type. `parseTypeText` reads it back as the same tree. */
export function printTypeText(type: TrinoType): string {
  switch (type.kind) {
    case "array":
      return `array(${printTypeText(type.element)})`;
    case "map":
      return `map(${printTypeText(type.key)}, ${printTypeText(type.value)})`;
    case "row":
      return `row(${type.fields.map(printField).join(", ")})`;
    case "scalar": {
      const parameters = type.parameters.map((one) => (typeof one === "number" ? one : printTypeText(one)));
      const [first, ...rest] = type.name.split(" ");
      const head = parameters.length === 0 ? first : `${first}(${parameters.join(",")})`;
      return [head, ...rest].join(" ");
    }
  }
}

function printField({ name, type }: RowField): string {
  if (name === undefined) return printTypeText(type);
  const written = bareName.test(name) ? name : `"${name.replaceAll('"', '""')}"`;
  return `${written} ${printTypeText(type)}`;
}

function unreadable(text: string, at: number, wanted: string): SyntaxError {
  return new SyntaxError(`Cannot read the type ${text}: expected ${wanted} at character ${at}.`);
}
