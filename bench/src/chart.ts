import { type ContestResult, type Figures, figuresOf } from "./timing.js";

const [width, labels, barHeight, gap] = [860, 340, 18, 8];
const room = width - labels - 150;

/** A contest as bars: median, and the spread of the rounds as a line. Ours is the darker one. */
export function chart({ name, of, timings }: ContestResult): string {
  const shown = timings.flatMap((timing) => {
    const figures = figuresOf(timing);
    return figures === undefined ? [] : [{ name: timing.name, ...barOf(figures, of) }];
  });
  const most = Math.max(...shown.map(({ high }) => high));
  const length = (value: number): number => Math.round((value / most) * room);
  const bars = shown.map(({ name: label, value, low, high }, index) => {
    const y = 34 + index * (barHeight + gap);
    const middle = y + barHeight / 2;
    const fill = label.startsWith("sluice") || label.startsWith("after") ? "#1f5f8b" : "#b5bcc4";
    return [
      `<text x="${labels - 8}" y="${y + 13}" text-anchor="end">${escaped(label)}</text>`,
      `<rect x="${labels}" y="${y}" width="${Math.max(1, length(value))}" height="${barHeight}" fill="${fill}"/>`,
      `<line x1="${labels + length(low)}" x2="${labels + length(high)}" y1="${middle}" y2="${middle}" stroke="#333"/>`,
      `<text x="${labels + length(high) + 8}" y="${y + 13}">${valueText(value)}</text>`,
    ].join("\n");
  });
  const unit = of === undefined ? "million rows a second, more is better" : "milliseconds, fewer is better";
  const height = 44 + shown.length * (barHeight + gap);
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="12">
<title>${escaped(name)}</title>
<rect width="100%" height="100%" fill="#fff"/>
<text x="8" y="18" font-weight="bold">${escaped(name)}: ${unit}</text>
${bars.join("\n")}
</svg>
`;
}

function barOf({ rows, millis, least, most }: Figures, of: number | undefined) {
  if (of !== undefined) return { value: millis / of, low: least / of, high: most / of };
  return { value: rows / millis / 1000, low: rows / most / 1000, high: rows / least / 1000 };
}

function valueText(value: number): string {
  return value >= 100 ? value.toFixed(0) : value >= 0.01 ? value.toFixed(2) : value.toPrecision(2);
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
