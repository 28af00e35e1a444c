/**
 * Draws the rows as bars, as shares of the anchor.
 *
 * @module
 */
import { ANCHOR, betterBy, figureOf, type Row } from "./run.ts";

const WIDTH = 760;
const LABELS = 190;
const BAR = 14;
const GAP = 16;
const TOP = 56;
const COLOURS = ["#0f766e", "#d97706", "#99d5cf", "#f5c77e"];
const SHOWN = ["jet on deno", "jet on bun", "bare on deno", "bare on bun"];
/** The scale's end; longer bars are cut. */
const MAX_RATIO = 3;

/** The chart as an SVG document: rows that the anchor takes part in. */
export function chart(rows: readonly Row[]): string {
  const parts: string[] = [];
  const x = (ratio: number) =>
    LABELS + Math.min(ratio, MAX_RATIO) / MAX_RATIO * (WIDTH - LABELS - 60);
  let y = TOP;
  for (const { case: one, pinned, rounds } of rows) {
    const anchor = figureOf(one, rounds.get(ANCHOR) ?? []);
    if (anchor === null) continue;
    parts.push(
      text(16, y + BAR, `${one.name}${pinned ? ", pinned" : ""}`),
    );
    for (const [n, name] of SHOWN.entries()) {
      const value = figureOf(one, rounds.get(name) ?? []);
      if (value === null) continue;
      const ratio = betterBy(one, value, anchor);
      parts.push(
        `<rect x="${LABELS}" y="${y}" width="${
          (x(ratio) - LABELS).toFixed(1)
        }" height="${BAR - 2}" fill="${COLOURS[n]}"/>`,
        text(x(ratio) + 5, y + BAR - 3, `${ratio.toFixed(2)}×`),
      );
      y += BAR;
    }
    y += GAP;
  }
  const keys = SHOWN.map((name, n) =>
    `<rect x="${16 + n * 130}" y="34" width="12" height="12" fill="${
      COLOURS[n]
    }"/>${text(34 + n * 130, 44, name)}`
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${y}" width="${WIDTH}" role="img" aria-label="Shares of ${ANCHOR}">
<style>text { font: 12px system-ui, sans-serif; fill: #1f2328; }</style>
<rect width="${WIDTH}" height="${y}" rx="6" fill="#ffffff"/>
${text(16, 22, `How many times better than ${ANCHOR}`)}
${keys.join("\n")}
<line x1="${x(1)}" y1="${TOP - 4}" x2="${x(1)}" y2="${
    y - GAP
  }" stroke="#59636e"/>
${parts.join("\n")}
</svg>
`;
}

function text(x: number, y: number, content: string): string {
  return `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}">${content}</text>`;
}
