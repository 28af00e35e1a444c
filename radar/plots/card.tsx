/**
 * A card of the board: a plot of numbers, or lanes, with its table.
 *
 * @module
 */
import { useComputed } from "@preact/signals";
import { useEffect, useRef, useState } from "preact/hooks";
import { bus, elementUrl, now, systemDark } from "../page/app.ts";
import { IconButton } from "../page/icons.tsx";
import { togglePlot } from "../page/series.ts";
import { theme } from "../page/settings.ts";
import { texts } from "../texts.ts";
import { formatTime, previewOf } from "../values/kinds.ts";
import { atPointer } from "../values/pointer.ts";
import { Chart, LEFT, RIGHT } from "./chart.ts";
import { board, type Series } from "./store.ts";
import { timeTicks } from "./ticks.ts";
import { TURNS } from "./turns.ts";

/** Pictures of the cards that are shown, for saving. */
export const charts = new Set<Chart>();

interface CardProps {
  title: string;
  series: readonly Series[];
  /** Whether the times are below it. */
  last: boolean;
  /** Whether it is the only one that is shown. */
  large: boolean;
}

function Key({ place }: { place: number }) {
  return (
    <span class="key">
      <svg aria-hidden="true">
        <path class={`ln c${place}`} d="M0 4H22" />
      </svg>
    </span>
  );
}

function shown(value: unknown): string {
  return value === undefined ? "–" : previewOf(value);
}

function SeriesRow(
  { series, second }: { series: Series; second: boolean },
) {
  series.watch.version.value;
  const cursor = board.cursor.value;
  const { path, pointer } = series.name;
  const known = series.watch.known.value;
  const there = series.watch.entry.value !== undefined || !bus.open;
  return (
    <tr class={`c${series.place}`}>
      <td>
        <Key place={series.place} />
        {second && <span class="tag">{texts.rightAxis}</span>}
        <a href={elementUrl(path)} class="plain">
          <bdi>{path}{pointer}</bdi>
        </a>
        {known && !there && <span class="dim">{` – ${texts.notThere}`}</span>}
      </td>
      <td class="num mono">
        <bdi>{cursor === undefined ? "" : shown(series.valueAt(cursor))}</bdi>
      </td>
      <td class="num mono">
        <bdi>{shown(series.valueAt(board.pausedAt.value || Infinity))}</bdi>
      </td>
      <td>
        <IconButton
          small
          icon="x"
          label={texts.remove(path)}
          onClick={() => togglePlot(path, pointer)}
        />
      </td>
    </tr>
  );
}

function Legend({ series, second = [] }: {
  series: readonly Series[];
  /** Which of them have the axis at the right. */
  second?: readonly boolean[];
}) {
  return (
    <table class="legend">
      <caption class="vh">{`${texts.atCursor}, ${texts.nowColumn}`}</caption>
      <thead>
        <tr>
          <th scope="col">{texts.path}</th>
          <th scope="col" class="num">{texts.atCursor}</th>
          <th scope="col" class="num">{texts.nowColumn}</th>
          <td>
            <span class="vh">{texts.remove("")}</span>
          </td>
        </tr>
      </thead>
      <tbody>
        {series.map((one, i) => (
          <SeriesRow key={one.key} series={one} second={second[i] ?? false} />
        ))}
      </tbody>
    </table>
  );
}

function Title({ title, unit, name, large }: {
  title: string;
  unit: string;
  /** Key of its first series. */
  name: string;
  large: boolean;
}) {
  const zoomed = board.zoom.value !== undefined;
  return (
    <header>
      <h3>
        <bdi>{title}</bdi>
        {unit === "" ? "" : `, ${unit}`}
      </h3>
      <span class="end">
        {zoomed && (
          <button
            type="button"
            class="btn sm"
            onClick={() => board.zoom.value = undefined}
          >
            <span class="dot" />
            {texts.backToLive}
          </button>
        )}
        <IconButton
          small
          icon={large ? "fold" : "expand"}
          label={large ? texts.allPlots : texts.enlarge}
          pressed={large}
          onClick={() => board.large.value = large ? undefined : name}
        />
      </span>
    </header>
  );
}

/** The time under the cursor, and how far it is from the mark. */
function CursorTag() {
  const cursor = board.cursor.value;
  if (cursor === undefined) return null;
  const mark = board.mark.value;
  return (
    <output class="cursor-tag mono">
      {formatTime(cursor)}
      {mark !== undefined &&
        ` Δ ${((cursor - mark) / 1000).toFixed(3)} s`}
    </output>
  );
}

/** A plot of numbers. */
export function NumberCard({ title, series, last, large }: CardProps) {
  const box = useRef<HTMLDivElement>(null);
  const [visible, setVisible] = useState(true);
  const [second, setSecond] = useState<readonly boolean[]>([]);
  const colours = theme.value || String(systemDark.value);
  const names = series.map(({ key }) => key).join("\n");
  useEffect(() => {
    if (box.current === null || !visible) return;
    const chart = new Chart(box.current, board, series, last, setSecond);
    charts.add(chart);
    let dirty = true;
    const stopDrawing = TURNS.add({
      isDue: () => dirty || board.pausedAt.peek() === 0,
      draw: () => {
        dirty = false;
        chart.draw();
      },
    });
    const stop = board.zoom.subscribe(() => dirty = true);
    const stopWindow = board.window.subscribe(() => dirty = true);
    return () => {
      stopDrawing();
      stop();
      stopWindow();
      charts.delete(chart);
      chart.dispose();
    };
  }, [names, last, colours, visible]);
  useEffect(() => {
    if (box.current === null) return;
    const observer = new IntersectionObserver(([entry]) =>
      setVisible(entry.isIntersecting)
    );
    observer.observe(box.current);
    return () => observer.disconnect();
  }, []);
  return (
    <figure class={`card ${large ? "large" : ""}`}>
      <Title
        title={title}
        unit={series[0].unit}
        name={series[0].key}
        large={large}
      />
      <div
        class="plot"
        ref={box}
        role="img"
        aria-label={texts.plotLabel(
          series.map(({ name }) => name.path).join(", "),
          board.window.value,
        )}
        onClick={({ altKey }) => {
          if (altKey) board.mark.value = board.cursor.value;
        }}
      >
        {last && <CursorTag />}
      </div>
      <Legend series={series} second={second} />
    </figure>
  );
}

/** Name of the card with the lanes. */
export const LANES = "";
/** Height of a lane, in px. */
const LANE_HEIGHT = 26;

function Lane(
  { series, y, width }: { series: Series; y: number; width: number },
) {
  const [from, to, until] = board.range();
  const scale = (time: number) =>
    Math.max(0, Math.min(width, (time - from) / (to - from) * width));
  const parts: { at: number; end: number; value: unknown }[] = [];
  for (const { at, json, value: whole } of series.watch.history) {
    const before = parts.at(-1);
    const value = json === undefined
      ? undefined
      : atPointer(whole, series.name.pointer);
    if (before?.value === value && before !== undefined) continue;
    if (before !== undefined) before.end = at;
    parts.push({ at, end: until, value });
  }
  return (
    <g class={`c${series.place}`}>
      <line class="gl" x1={0} x2={width} y1={y + 20.5} y2={y + 20.5} />
      {parts.filter(({ end, at, value }) => {
        if (end < from || at > to) return false;
        return value !== false && value !== undefined && value !== null;
      }).map(({ at, end, value }) => {
        const [left, right] = [scale(at), scale(end)];
        const text = value === true ? "" : previewOf(value).slice(1, -1);
        return (
          <g key={at}>
            <rect
              class="lane"
              x={left}
              y={y + 4}
              width={Math.max(1, right - left)}
              height={16}
            />
            {right - left > text.length * 7 + 8 && (
              <text class="lab" x={left + 5} y={y + 16}>{text}</text>
            )}
          </g>
        );
      })}
      <text class="lab" x={width + 8} y={y + 16}>{series.title}</text>
    </g>
  );
}

/** Height of the times below lanes, in px. */
const TIMES_HEIGHT = 20;

/** Times below the lanes, and the line of the cursor. */
function LaneTimes({ height, width }: { height: number; width: number }) {
  const [from, to] = board.range();
  const cursor = board.cursor.value;
  const scale = (time: number) => (time - from) / (to - from) * width;
  const zoomed = board.zoom.value !== undefined;
  const at = cursor === undefined ? undefined : scale(cursor);
  return (
    <g>
      {timeTicks(from, to, zoomed, LEFT + width + RIGHT).map((
        { at, text },
        i,
      ) => (
        <g key={i}>
          <line class="gl" x1={scale(at)} x2={scale(at)} y1={0} y2={height} />
          <text x={scale(at)} y={height + 15} text-anchor="middle">{text}</text>
        </g>
      ))}
      {at !== undefined && at >= 0 && at <= width && (
        <line class="cur" x1={at} x2={at} y1={0} y2={height} />
      )}
    </g>
  );
}

/** Booleans and texts. */
export function LaneCard({ title, series, large, last }: CardProps) {
  const box = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  const tick = useComputed(() => now.value);
  tick.value;
  for (const one of series) one.watch.version.value;
  useEffect(() => {
    if (box.current === null) return;
    const { current } = box;
    const observer = new ResizeObserver(() => setWidth(current.clientWidth));
    observer.observe(current);
    return () => observer.disconnect();
  }, []);
  const height = series.length * LANE_HEIGHT;
  const inner = width - LEFT - RIGHT;
  return (
    <figure class="card lanes">
      <Title title={title} unit="" name={LANES} large={large} />
      <div
        class="plot lane-plot"
        ref={box}
        onPointerMove={({ clientX, currentTarget }) => {
          const { left } = currentTarget.getBoundingClientRect();
          const part = (clientX - left - LEFT) / inner;
          const [from, to] = board.range();
          board.cursor.value = part < 0 || part > 1
            ? undefined
            : from + part * (to - from);
        }}
        onPointerLeave={() => board.cursor.value = undefined}
      >
        {inner > 60 && (
          <svg
            viewBox={`0 0 ${width} ${height + (last ? TIMES_HEIGHT : 4)}`}
            aria-hidden="true"
          >
            <g transform={`translate(${LEFT} 0)`}>
              {last && <LaneTimes height={height} width={inner} />}
              {series.map((one, i) => (
                <Lane
                  key={one.key}
                  series={one}
                  y={i * LANE_HEIGHT}
                  width={inner}
                />
              ))}
            </g>
          </svg>
        )}
        {last && <CursorTag />}
      </div>
      <Legend series={series} />
    </figure>
  );
}
