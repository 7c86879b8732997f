/** Whether the text holds the piece, or fits the pattern. No pattern: any text does. */
export function textFits(text: string, pattern: string | RegExp | undefined): boolean {
  if (pattern === undefined) return true;
  return typeof pattern === "string" ? text.includes(pattern) : text.search(pattern) >= 0;
}
