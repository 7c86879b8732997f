/** A column, or a place inside one, in messages: `"address.zip"`, `"tags.element"`. */
export function quotedPath(path: readonly string[]): string {
  return JSON.stringify(path.join("."));
}
