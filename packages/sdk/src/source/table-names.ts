const part = /"((?:[^"]|"")+)"|([^".\s]+)/y;

/** The parts of a table's name such as `catalog.schema."a.b"`; `undefined` if it is none or has more than three. */
export function tableNames(text: unknown): string[] | undefined {
  if (typeof text !== "string") return undefined;
  const names: string[] = [];
  for (let at = 0; names.length < 3; at++) {
    part.lastIndex = at;
    const found = part.exec(text);
    if (found === null) return undefined;
    names.push(found[1]?.replaceAll('""', '"') ?? (found[2] as string));
    at = part.lastIndex;
    if (at === text.length) return names;
    if (text[at] !== ".") return undefined;
  }
  return undefined;
}
