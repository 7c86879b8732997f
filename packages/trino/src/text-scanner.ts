/** Walks over text that Trino wrote. Its errors name the text, the place in it and what was wanted there. */
export class TextScanner {
  private readonly text: string;
  private readonly what: string;
  /** The next character to read. May be set back. */
  at = 0;

  /** `what` stands in messages: `the type`. */
  constructor(text: string, what: string) {
    this.text = text;
    this.what = what;
  }

  /** What the sticky `pattern` finds here. Steps over it. */
  match(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text) ?? undefined;
    if (found !== undefined) this.at += found[0].length;
    return found;
  }

  take(pattern: RegExp): string | undefined {
    return this.match(pattern)?.[0];
  }

  /** Whether the sticky `pattern` finds something here. */
  sees(pattern: RegExp): boolean {
    pattern.lastIndex = this.at;
    return pattern.test(this.text);
  }

  /** Steps over blanks, also of several lines. */
  skipBlanks(): void {
    this.take(/\s*/y);
  }

  /** Takes `mark` if it comes next, after blanks. */
  accept(mark: string): boolean {
    this.skipBlanks();
    if (!this.text.startsWith(mark, this.at)) return false;
    this.at += mark.length;
    return true;
  }

  expect(mark: string): void {
    if (!this.accept(mark)) throw this.unreadable(mark);
  }

  /** Takes the words if they come next, in whatever case. */
  acceptWords(words: string): boolean {
    this.skipBlanks();
    return this.take(new RegExp(`${words.replaceAll(" ", "\\s+")}\\b`, "iy")) !== undefined;
  }

  /** One or more items with commas between them up to `close`; the opening mark is taken already. */
  list<Item>(close: string, item: () => Item): Item[] {
    const items = [item()];
    while (this.accept(",")) items.push(item());
    this.expect(close);
    return items;
  }

  /** The text between two of `mark`, which stands doubled inside. The first of them comes next. */
  quoted(mark: '"' | "'"): string {
    const found = this.take(new RegExp(`${mark}[^${mark}]*(?:${mark}${mark}[^${mark}]*)*${mark}`, "y"));
    if (found === undefined) throw this.unreadable(`a closing ${mark}`);
    return found.slice(1, -1).replaceAll(mark + mark, mark);
  }

  end(): void {
    this.skipBlanks();
    if (this.at < this.text.length) throw this.unreadable("the end");
  }

  unreadable(wanted: string): SyntaxError {
    const { text, at } = this;
    return new SyntaxError(`Cannot read ${this.what} ${text}: expected ${wanted} at character ${at}.`);
  }
}
