/** Numbers in JSON. One alone stands for a column in which all are that number. */
export type NumberColumn = number | readonly number[];

export function columnOf(numbers: readonly number[]): NumberColumn {
  const [first = 0] = numbers;
  return numbers.every((each) => each === first) ? first : numbers;
}

export function columnAt(column: NumberColumn, index: number): number {
  return typeof column === "number" ? column : (column[index] as number);
}

/** The sum of the first `length`. */
export function sumOf(column: NumberColumn, length: number): number {
  return typeof column === "number" ? column * length : column.reduce((sum, each) => sum + each, 0);
}

/** Texts, each once, by a number counted from 0. */
export class Numbered {
  readonly texts: string[] = [];
  private readonly numbers = new Map<string, number>();

  numberOf(text: string): number {
    const known = this.numbers.get(text);
    if (known !== undefined) return known;
    this.numbers.set(text, this.texts.length);
    return this.texts.push(text) - 1;
  }
}
