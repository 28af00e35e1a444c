/**
 * One plot: uPlot with stepped lines, a label at each line's end, and a cursor
 * that all plots share.
 *
 * @module
 */
import uPlot from "uplot";
import { columnsOf, paddedRange, secondAxis, unionOf } from "./columns.ts";
import type { BoardStore, Series } from "./store.ts";
import { numberTexts, type TimeTick, timeTicks } from "./ticks.ts";

/** Room left of the plot, for the numbers of the axis, in px. */
export const LEFT = 46;
/** Room right of the plot, for the names, in px. */
export const RIGHT = 88;
/** Width of the second axis, which is inside of the room at the right, in px. */
const SECOND = 38;
/** Distance of two names, in px. */
const LABEL_HEIGHT = 14;

/** Dashes of the series by place, as in the style sheet. */
const DASHES: readonly (readonly number[])[] = [
  [],
  [6, 3],
  [2, 2],
  [8, 3, 2, 3],
  [10, 4],
  [4, 2],
  [1, 3],
  [12, 3, 4, 3],
];

function colourOf(element: Element, name: string): string {
  // Colours come in pairs: the one of now is that of an element with it.
  const probe = document.createElement("i");
  probe.style.color = `var(${name})`;
  element.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}

/** See the module. */
export class Chart {
  readonly #box: HTMLElement;
  readonly #board: BoardStore;
  readonly #series: readonly Series[];
  readonly #showsTime: boolean;
  #plot: uPlot;
  readonly #observer: ResizeObserver;
  readonly #colours: readonly string[];
  readonly #ground: string;
  readonly #fontFamily: string;
  /** Width of its box: reading it while drawing would lay out the page. */
  #width: number;
  #ranges: readonly [[number, number], [number, number]] = [[0, 1], [0, 1]];
  /** Which series have the second axis. */
  #second: readonly boolean[];
  readonly #onSecond: (second: readonly boolean[]) => void;

  /**
   * @param onSecond Called with the series that have the second axis when they
   * are others than before.
   */
  constructor(
    box: HTMLElement,
    board: BoardStore,
    series: readonly Series[],
    showsTime: boolean,
    onSecond: (second: readonly boolean[]) => void,
  ) {
    this.#box = box;
    this.#showsTime = showsTime;
    this.#onSecond = onSecond;
    this.#second = series.map(() => false);
    this.#board = board;
    this.#series = series;
    this.#colours = series.map(({ place }) => colourOf(box, `--p${place}`));
    this.#ground = colourOf(box, "--bg");
    this.#fontFamily = getComputedStyle(box).fontFamily;
    this.#width = box.clientWidth;
    this.#plot = this.#made();
    onSecond(this.#second);
    this.#observer = new ResizeObserver(() => {
      const { clientWidth, clientHeight } = box;
      this.#width = clientWidth;
      if (clientWidth < 60 || clientHeight < 30) return;
      this.#plot.setSize({ width: clientWidth, height: clientHeight });
      this.draw();
    });
    this.#observer.observe(box);
    box.addEventListener("dblclick", this.#unzoom);
  }

  #made(): uPlot {
    const [box, series] = [this.#box, this.#series];
    const showsTime = this.#showsTime;
    const dim = colourOf(box, "--dim");
    const line = colourOf(box, "--line");
    const control = colourOf(box, "--control");
    const { clientWidth: width, clientHeight: height } = box;
    const font = `12px ${this.#fontFamily}`;
    const valueAxis = {
      stroke: dim,
      font,
      gap: 6,
      ticks: { show: false },
      border: { show: true, stroke: control, width: 1 },
      space: 28,
      values: (_plot: uPlot, ticks: number[]) => numberTexts(ticks),
    };
    const hasSecond = this.#second.includes(true);
    const stepped = uPlot.paths.stepped?.({ align: 1 });
    return new uPlot(
      {
        width: Math.max(width, 100),
        height: Math.max(height, 60),
        padding: [8, RIGHT - (hasSecond ? SECOND : 0), showsTime ? 0 : 6, 0],
        legend: { show: false },
        cursor: {
          y: false,
          points: { size: 7, width: 1.5 },
          drag: { x: true, y: false, setScale: false },
          sync: { key: "radar", setSeries: false },
        },
        scales: {
          x: { time: true, range: () => this.#times },
          y: { range: () => this.#ranges[0] },
          y2: { range: () => this.#ranges[1] },
        },
        axes: [
          {
            stroke: dim,
            font,
            size: showsTime ? 22 : 0,
            gap: 3,
            grid: { stroke: line, width: 1 },
            ticks: { show: false },
            splits: () => this.#ticks().map(({ at }) => at / 1000),
            values: () =>
              this.#ticks().map(({ text }) => showsTime ? text : ""),
          },
          { ...valueAxis, size: LEFT, grid: { stroke: line, width: 1 } },
          {
            ...valueAxis,
            show: hasSecond,
            scale: "y2",
            side: 1,
            size: SECOND,
            grid: { show: false },
          },
        ],
        series: [
          {},
          ...series.map((one, i) => ({
            scale: this.#second[i] ? "y2" : "y",
            stroke: this.#colours[i],
            width: 1.5,
            dash: [...DASHES[(one.place - 1) % DASHES.length]],
            points: { show: false },
            spanGaps: false,
            ...stepped === undefined ? {} : { paths: stepped },
          })),
        ],
        hooks: {
          draw: [(plot) => this.#drawEnds(plot)],
          setCursor: [(plot) => this.#cursorMoved(plot)],
          setSelect: [(plot) => this.#selected(plot)],
        },
      },
      [[], ...series.map(() => [])],
      box,
    );
  }

  /** Moves the cursor to a time, in ms. */
  pointAt(time: number): void {
    const left = this.#plot.valToPos(time / 1000, "x");
    this.#plot.setCursor({ left, top: 0 });
  }

  /** Its picture. */
  get canvas(): HTMLCanvasElement {
    return this.#plot.ctx.canvas;
  }

  get #times(): [number, number] {
    const [from, to] = this.#board.range();
    return [from / 1000, to / 1000];
  }

  /** Draws what has arrived. */
  draw(): void {
    const [from, to, now] = this.#board.range();
    const width = this.#width - LEFT - RIGHT;
    if (width < 20) return;
    const views = this.#series.map(({ ring }) => ring.view());
    const { x, y, ranges } = columnsOf(
      views,
      from,
      to,
      Math.min(width, 800),
      now,
    );
    for (let i = 0; i < x.length; i++) x[i] /= 1000;
    const second = secondAxis(ranges, this.#second);
    if (second.some((one, i) => one !== this.#second[i])) {
      this.#second = second;
      this.#plot.destroy();
      this.#plot = this.#made();
      this.#onSecond(second);
    }
    this.#ranges = [
      paddedRange(unionOf(ranges.filter((_, i) => !second[i]))),
      paddedRange(unionOf(ranges.filter((_, i) => second[i]))),
    ];
    this.#plot.batch(() => {
      this.#plot.setData([x, ...y], false);
      this.#plot.setScale("x", { min: from / 1000, max: to / 1000 });
      this.#plot.redraw(true, true);
    });
  }

  /** Ends it. */
  dispose(): void {
    this.#observer.disconnect();
    this.#box.removeEventListener("dblclick", this.#unzoom);
    this.#plot.destroy();
  }

  readonly #unzoom = () => this.#board.zoom.value = undefined;

  #ticks(): TimeTick[] {
    const [from, to] = this.#board.range();
    const zoomed = this.#board.zoom.peek() !== undefined;
    return timeTicks(from, to, zoomed, this.#width);
  }

  #drawEnds(plot: uPlot): void {
    const { ctx, bbox } = plot;
    // uPlot remembers what it has set: it has to find that again.
    ctx.save();
    const ratio = devicePixelRatio;
    const right = bbox.left + bbox.width;
    const aside = this.#second.includes(true) ? SECOND * ratio : 0;
    const ends: { y: number; text: string; colour: string }[] = [];
    this.#series.forEach((one, i) => {
      const data = plot.data[i + 1];
      let last = data.length - 1;
      while (last >= 0 && data[last] === null) last--;
      const value = last < 0 ? null : data[last];
      if (typeof value !== "number") return;
      const y = plot.valToPos(value, this.#second[i] ? "y2" : "y", true);
      ctx.fillStyle = this.#colours[i];
      ctx.beginPath();
      ctx.arc(right, y, 3 * ratio, 0, 2 * Math.PI);
      ctx.fill();
      ends.push({ y, text: one.title, colour: this.#colours[i] });
    });
    ends.sort((a, b) => a.y - b.y);
    let free = bbox.top;
    ctx.font = `600 ${12 * ratio}px ${this.#fontFamily}`;
    ctx.textAlign = "left";
    ctx.textBaseline = "middle";
    for (const { y, text, colour } of ends) {
      const at = Math.max(y, free);
      free = at + LABEL_HEIGHT * ratio;
      ctx.fillStyle = colour;
      ctx.fillText(
        text,
        right + aside + 8 * ratio,
        at,
        (RIGHT - 10) * ratio - aside,
      );
    }
    ctx.restore();
  }

  #cursorMoved(plot: uPlot): void {
    const { left = -1 } = plot.cursor;
    const time = left < 0 ? undefined : plot.posToVal(left, "x") * 1000;
    if (this.#board.cursor.peek() !== time) this.#board.cursor.value = time;
  }

  #selected(plot: uPlot): void {
    const { left, width } = plot.select;
    if (width < 4) return;
    const from = plot.posToVal(left, "x") * 1000;
    const to = plot.posToVal(left + width, "x") * 1000;
    this.#board.zoom.value = [from, to];
    plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
  }

  /** Ground of its picture. */
  get ground(): string {
    return this.#ground;
  }
}
