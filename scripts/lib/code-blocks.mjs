/**
 * The fenced code blocks of a Markdown text in one of the languages, in order. `line` is that of the block's first line
 * of code, from 1.
 * @param {string} markdown @param {readonly string[]} languages
 */
export function codeBlocks(markdown, languages) {
  const blocks = [];
  const lines = markdown.split("\n");
  for (let index = 0; index < lines.length; index++) {
    const [, indent = "", fence = "", language = ""] = /^(\s*)(`{3,})(\w*)/.exec(lines[index] ?? "") ?? [];
    if (fence === "") continue;
    const from = index + 1;
    do index++;
    while (index < lines.length && lines[index] !== indent + fence);
    const code = lines
      .slice(from, index)
      .map((line) => (line.startsWith(indent) ? line.slice(indent.length) : line));
    if (languages.includes(language)) blocks.push({ language, text: `${code.join("\n")}\n`, line: from + 1 });
  }
  return blocks;
}
