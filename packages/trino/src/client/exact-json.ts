// 2^53 has 16 digits, so a shorter integer is exact as it is. Fractions and exponents follow other marks.
const anyLongInteger = /[[,:\s]-?\d{16}\d*[\],}\s]/;
const longInteger = /(?<=[[,:\s])-?\d{16,}(?=[\],}\s])/g;

/**
 * Parses a JSON object or array and rounds no integer: integers of 16 digits and more come as strings of their digits.
 * `JSON.parse` does the work; only text that holds such an integer is rewritten first.
 */
export function parseExactJson(text: string): unknown {
  return JSON.parse(anyLongInteger.test(text) ? quoteLongIntegers(text) : text);
}

/** Quotes the long integers of a JSON text. What stands inside strings is left alone. */
function quoteLongIntegers(text: string): string {
  const pieces: string[] = [];
  let copied = 0;
  let open = text.indexOf('"');
  let close = 0;
  for (const found of text.matchAll(longInteger)) {
    while (open >= 0 && open < found.index) {
      close = endOfString(text, open);
      open = text.indexOf('"', close);
    }
    if (found.index < close) continue; // digits inside a string
    pieces.push(text.slice(copied, found.index), '"', found[0], '"');
    copied = found.index + found[0].length;
  }
  pieces.push(text.slice(copied));
  return pieces.join("");
}

/** Where the string that opens at `open` is over: after its closing quote, or at the end of a broken text. */
function endOfString(text: string, open: number): number {
  let quote = open;
  for (;;) {
    quote = text.indexOf('"', quote + 1);
    if (quote < 0) return text.length;
    let slashes = 0;
    while (text[quote - 1 - slashes] === "\\") slashes++;
    if (slashes % 2 === 0) return quote + 1;
  }
}
