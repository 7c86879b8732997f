export interface CodeBlock {
  readonly language: string;
  readonly text: string;
  readonly line: number;
}

export function codeBlocks(markdown: string, languages: readonly string[]): CodeBlock[];
