/**
 * Draws the ratios as a bar chart.
 *
 * @module
 */

import { times } from "./report.ts";
import type { Row, Summary } from "./summary.ts";

/** What the others are compared with. */
const BASE = "node-jet 2";
const SHOWN = ["Jet on Deno", "Jet on Bun", "cjet", "nats-server", "redis"];

const WIDTH = 910;
const LABELS = 340;
const MARGIN = 64;
const TOP = 74;
const BAR = 13;
const GAP = 14;

/** Readable on white and on black; themed where the viewer says which it is. */
const STYLE = `
  text { font: 12px system-ui, sans-serif; fill: #59636e; }
  .title { font-size: 15px; font-weight: 600; fill: #1f2328; }
  .label { fill: #1f2328; }
  .paper { fill: #ffffff; }
  .grid { stroke: #d1d9e0; }
  .base { stroke: #59636e; stroke-width: 1.5; }
  .s0 { fill: #0f766e; } .s1 { fill: #d97706; } .s2 { fill: #8b949e; }
  .s3 { fill: #7c3aed; } .s4 { fill: #be185d; }
  @media (prefers-color-scheme: dark) {
    text { fill: #9198a1; }
    .title, .label { fill: #f0f6fc; }
    .paper { fill: #0d1117; }
    .grid { stroke: #3d444d; }
    .base { stroke: #9198a1; }
    .s0 { fill: #2dd4bf; } .s1 { fill: #fbbf24; } .s2 { fill: #6e7681; }
    .s3 { fill: #a78bfa; } .s4 { fill: #f472b6; }
  }
`;

/** The chart as an SVG document. The scale is logarithmic. */
export function chart(summary: Summary): string {
  const better = (row: Row, name: string) => summary.betterBy(row, name, BASE);
  const pinned = summary.rows.some((row) => row.pinned);
  const drawn = summary.rows.filter((row) =>
    (row.pinned === pinned || row.case.unpinned) &&
    SHOWN.some((name) => better(row, name) !== null)
  );
  const others = SHOWN.filter((name) =>
    drawn.some((row) => better(row, name) !== null)
  );
  const ratios = drawn.flatMap((row) =>
    others.flatMap((name) => better(row, name) ?? [])
  );
  const ticks = scale(ratios);
  const low = Math.log(ticks[0]);
  const high = Math.log(ticks[ticks.length - 1]);
  const x = (ratio: number) =>
    LABELS + (Math.log(ratio) - low) / (high - low) * (WIDTH - LABELS - MARGIN);

  const group = others.length * BAR + GAP;
  const bottom = TOP + drawn.length * group;
  const parts = [
    `<rect class="paper" width="${WIDTH}" height="${bottom + 34}" rx="6"/>`,
    label(
      16,
      26,
      "title",
      "How many times better than node-jet 2.1.1 (logarithmic)",
    ),
    ...others.map((name, n) =>
      `<rect class="s${n}" x="${
        16 + n * 150
      }" y="40" width="12" height="12" rx="2"/>` +
      label(34 + n * 150, 50, "", name)
    ),
    ...ticks.map((tick) =>
      line(x(tick), TOP - 6, bottom, tick === 1 ? "base" : "grid") +
      label(x(tick), bottom + 18, "", `${tick}×`, "middle")
    ),
  ];
  drawn.forEach((row, index) => {
    const top = TOP + index * group;
    const middle = top + others.length * BAR / 2 + 4;
    parts.push(label(LABELS - 12, middle, "label", row.figure.title, "end"));
    others.forEach((name, n) => {
      const ratio = better(row, name);
      if (ratio === null) return;
      const [from, to] = [x(1), x(ratio)].sort((a, b) => a - b);
      const y = top + n * BAR;
      const width = Math.max(to - from, 1);
      parts.push(
        `<rect class="s${n}" x="${from.toFixed(1)}" y="${y}" width="${
          width.toFixed(1)
        }" height="${BAR - 2}" rx="1.5"/>`,
        // Beside the bar, on its far side from the line of node-jet 2.1.1.
        ratio >= 1
          ? label(to + 4, y + BAR - 3, "", times(ratio))
          : label(from - 4, y + BAR - 3, "", times(ratio), "end"),
      );
    });
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${
    bottom + 34
  }" width="${WIDTH}" role="img" aria-label="Ratios to node-jet 2.1.1">
<style>${STYLE}</style>
${parts.join("\n")}
</svg>
`;
}

/** Round numbers around all ratios, and 1. */
function scale(ratios: number[]): number[] {
  const steps = [0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100];
  const low = Math.min(0.5, ...ratios) * 0.7;
  const high = Math.max(2, ...ratios);
  const first = Math.max(steps.findLastIndex((step) => step <= low), 0);
  const last = steps.findIndex((step) => step >= high);
  return steps.slice(first, last < 0 ? undefined : last + 1);
}

function line(x: number, from: number, to: number, style: string): string {
  const at = x.toFixed(1);
  return `<line class="${style}" x1="${at}" y1="${from}" x2="${at}" y2="${to}"/>`;
}

function label(
  x: number,
  y: number,
  style: string,
  content: string,
  anchor = "start",
): string {
  return `<text class="${style}" x="${x.toFixed(1)}" y="${
    y.toFixed(1)
  }" text-anchor="${anchor}">${content}</text>`;
}
