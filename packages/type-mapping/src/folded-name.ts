/**
 * The same text for all names that engines do not tell apart: of each character the lower case of its upper case. Trino
 * compares by Java's `String.equalsIgnoreCase`, for which `i` is `ı`, `s` is `ſ` and `σ` is `ς`.
 */
export function foldedName(name: string): string {
  return Array.from(name, foldedCharacter).join("");
}

// Java maps a character to one character, and leaves it where JavaScript has more: of "ß" the upper case is "ß", not "SS".
function foldedCharacter(character: string): string {
  const upper = character.toUpperCase();
  const [single = character, ...more] = upper;
  // The one character whose lower case has more is "İ": the first of them is Java's.
  const [lower = character] = (more.length === 0 ? single : character).toLowerCase();
  return lower;
}
