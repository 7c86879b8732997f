/** Walks over the text of a type. Its errors name the text, the place in it and what was wanted there. */
export class TypeScanner {
  private readonly text: string;
  private readonly dialect: string;
  private at = 0;

  /** `dialect` stands in messages: `Trino`. */
  constructor(text: string, dialect: string) {
    this.text = text;
    this.dialect = dialect;
  }

  /** Where the next word begins, in characters from 0. */
  place(): number {
    this.match(/\s*/y);
    return this.at;
  }

  /** Whether `mark` is next. */
  sees(mark: string): boolean {
    return this.text.startsWith(mark, this.place());
  }

  /** Takes `mark` if it is next. */
  accept(mark: string): boolean {
    if (!this.sees(mark)) return false;
    this.at += mark.length;
    return true;
  }

  expect(mark: string): void {
    if (!this.accept(mark)) throw this.unexpected(JSON.stringify(mark));
  }

  /** A word of letters, digits, `_` and `$`, as it is written. */
  word(): string | undefined {
    this.place();
    return this.match(/[\p{L}_][\p{L}\p{N}_$]*/uy);
  }

  /** Takes the first of the phrases that is next, in whatever case and with whatever blanks. */
  phrase(phrases: readonly string[]): string | undefined {
    this.place();
    return phrases.find(
      (phrase) => this.match(new RegExp(`${phrase.replaceAll(" ", "\\s+")}\\b`, "iy")) !== undefined,
    );
  }

  integer(): number {
    this.place();
    const digits = this.match(/\d{1,10}(?!\d)/y);
    if (digits === undefined) throw this.unexpected("a whole number");
    return Number(digits);
  }

  /** Text between two of `mark`, which stands doubled inside; nothing where there is none. */
  quoted(mark: '"' | "'" | "`"): string | undefined {
    if (!this.sees(mark)) return undefined;
    const found = this.match(new RegExp(`${mark}(?:[^${mark}]|${mark}${mark})*${mark}`, "y"));
    if (found === undefined) throw this.unexpected(`a closing ${mark}`, this.text.length);
    return found.slice(1, -1).replaceAll(mark + mark, mark);
  }

  /** What matches the sticky `pattern` here. */
  match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0];
    if (found !== undefined) this.at += found.length;
    return found;
  }

  /** One or more items with commas between them up to `close`; the opening mark is taken already. */
  items<Item>(close: string, item: () => Item): Item[] {
    const found = [item()];
    while (this.accept(",")) found.push(item());
    this.expect(close);
    return found;
  }

  /** Whole numbers between `marks`; none where the first of them is not next. */
  parameters(marks: "()" | "[]"): number[] {
    const [open, close] = marks as unknown as [string, string];
    return this.accept(open) ? this.items(close, () => this.integer()) : [];
  }

  end(): void {
    if (this.place() < this.text.length) throw this.unexpected("the end");
  }

  unexpected(wanted: string, at = this.place()): SyntaxError {
    return new SyntaxError(
      `Cannot read the ${this.dialect} type ${this.excerpt(at)}: expected ${wanted} at character ${at}.`,
    );
  }

  /** For a type that is read but has no equal here: `from` is where it begins, `why` says what to use instead. */
  refused(from: number, why: string): RangeError {
    const name = this.text.slice(from, this.at).trim();
    const inside = name === this.text.trim() ? "" : `, at character ${from} of ${this.excerpt(from)},`;
    return new RangeError(`The ${this.dialect} type ${name}${inside} cannot be read: ${why}.`);
  }

  private excerpt(at: number): string {
    if (this.text.length <= 200) return this.text;
    const [start, end] = [Math.max(0, at - 80), Math.min(this.text.length, at + 80)];
    return `${start > 0 ? "…" : ""}${this.text.slice(start, end)}${end < this.text.length ? "…" : ""}`;
  }
}
