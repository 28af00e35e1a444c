/**
 * Texts of the axes, the same for plots and lanes.
 *
 * @module
 */

/** A time of the axis, in ms, with its text. */
export interface TimeTick {
  readonly at: number;
  readonly text: string;
}

/** Width below which the axis of time has fewer ticks, in px. */
const NARROW = 420;

/**
 * Times at even distances, from the first to the last that is shown.
 *
 * @param zoomed Whether their labels are times of the clock, and not ages.
 * @param width Room for them, in px.
 */
export function timeTicks(
  from: number,
  to: number,
  zoomed: boolean,
  width: number,
): TimeTick[] {
  const count = width < NARROW ? 3 : 4;
  return Array.from({ length: count + 1 }, (_, i) => {
    const at = from + (to - from) * i / count;
    return { at, text: zoomed ? clockText(at) : ageText(to - at) };
  });
}

function clockText(at: number): string {
  return new Date(at).toLocaleTimeString("en-GB");
}

function ageText(age: number): string {
  const seconds = age / 1000;
  if (seconds < 0.5) return "now";
  if (seconds >= 120) return `−${Math.round(seconds / 60)} min`;
  const text = Number.isInteger(seconds)
    ? String(seconds)
    : seconds.toFixed(seconds < 10 ? 1 : 0);
  return `−${text} s`;
}

/** Numbers of an axis, all with as many digits behind the point. */
export function numberTexts(ticks: readonly number[]): string[] {
  const step = ticks.length > 1 ? Math.abs(ticks[1] - ticks[0]) : 0;
  const greatest = Math.max(...ticks.map(Math.abs), 0);
  if (greatest >= 1e6 || step > 0 && step < 1e-6) {
    return ticks.map((tick) => tick === 0 ? "0" : tick.toExponential(1));
  }
  const places = Math.max(
    ...ticks.map((tick) => placesOf(tick, step)),
    0,
  );
  return ticks.map((tick) => tick.toFixed(places).replace("-", "−"));
}

// Digits that tell a tick from its neighbours, without errors of rounding.
function placesOf(tick: number, step: number): number {
  const most = step > 0 ? Math.max(0, Math.ceil(-Math.log10(step)) + 1) : 6;
  const text = tick.toFixed(Math.min(most, 12)).replace(/\.?0+$/, "");
  const dot = text.indexOf(".");
  return dot < 0 ? 0 : text.length - dot - 1;
}
