/**
 * The board of plots: several series in several cards, all with one axis of
 * time.
 *
 * @module
 */
import { useEffect, useRef, useState } from "preact/hooks";
import { metaOf } from "../page/meta.ts";
import { save } from "../page/clipboard.ts";
import { Icon, IconButton } from "../page/icons.tsx";
import { Menu } from "../page/menu.tsx";
import { Segments } from "../page/segments.tsx";
import { readSeries, togglePlot } from "../page/series.ts";
import { series as chosen } from "../page/settings.ts";
import { texts } from "../texts.ts";
import { seriesCsv } from "../values/csv.ts";
import { charts, LaneCard, LANES, NumberCard } from "./card.tsx";
import { board, type Series } from "./store.ts";

const WINDOWS = [10, 60, 600, 3600] as const;

/** A card with its series. */
interface Group {
  readonly title: string;
  readonly series: Series[];
}

/** Series of one unit below one node share a card. */
function groupsOf(series: readonly Series[]): Group[] {
  const groups = new Map<string, Group>();
  for (const one of series) {
    if (one.lane) continue;
    const { path, pointer } = one.name;
    const parent = path.slice(0, Math.max(0, path.lastIndexOf("/")));
    const meta = metaOf(one.watch.entry.value);
    const shares = one.unit !== "" || pointer !== "";
    const key = pointer !== ""
      ? `field ${path}`
      : shares
      ? `unit ${parent} ${one.unit}`
      : one.key;
    const group = groups.get(key);
    if (group === undefined) {
      const title = meta.title ?? (pointer === "" ? one.title : path);
      groups.set(key, { title, series: [one] });
    } else {
      if (group.series.length === 1 && pointer === "") {
        groups.set(key, { title: parent, series: [...group.series, one] });
      } else {
        group.series.push(one);
      }
    }
  }
  return [...groups.values()];
}

function saveCsv(): void {
  const [from, to] = board.range();
  const series = board.series.map(({ key, name, watch }) => ({
    key,
    pointer: name.pointer,
    values: watch.history,
  }));
  const content = seriesCsv(series, from, to);
  save("plots.csv", new Blob([content], { type: "text/csv" }));
}

function savePng(): void {
  const pictures = [...charts];
  if (pictures.length === 0) return;
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(...pictures.map((one) => one.canvas.width));
  canvas.height = pictures.reduce((sum, one) => sum + one.canvas.height, 0);
  const context = canvas.getContext("2d");
  if (context === null) return;
  context.fillStyle = pictures[0].ground;
  context.fillRect(0, 0, canvas.width, canvas.height);
  let top = 0;
  for (const { canvas: picture } of pictures) {
    context.drawImage(picture, 0, top);
    top += picture.height;
  }
  canvas.toBlob((blob) => {
    if (blob !== null) save("plots.png", blob);
  });
}

/** Part of the range by which an arrow moves the cursor. */
const CURSOR_STEP = 0.02;

/** Keys of the board while it has the focus. */
function moved(event: KeyboardEvent): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  switch (event.key) {
    case "ArrowLeft":
    case "ArrowRight": {
      const sign = event.key === "ArrowLeft" ? -1 : 1;
      const time = board.moveCursor(sign * CURSOR_STEP);
      for (const chart of charts) chart.pointAt(time);
      break;
    }
    case "+":
      board.zoomBy(0.5);
      break;
    case "-":
      board.zoomBy(2);
      break;
    case "Escape":
      board.zoom.value = undefined;
      break;
    default:
      return;
  }
  event.preventDefault();
}

function AddField({ onClose }: { onClose: () => void }) {
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  return (
    <form
      class="add-field"
      onSubmit={(event) => {
        event.preventDefault();
        const text = field.current?.value.trim() ?? "";
        if (text === "") return;
        const { path, pointer } = readSeries(text);
        togglePlot(path, pointer);
        onClose();
      }}
    >
      <div class="field grow">
        <input
          ref={field}
          class="mono"
          aria-label={texts.pointerField}
          placeholder={texts.pointerField}
          onKeyDown={({ key }) => key === "Escape" && onClose()}
        />
      </div>
      <button type="submit" class="btn">{texts.add}</button>
    </form>
  );
}

/** See the module. */
export function Board() {
  const [adding, setAdding] = useState(false);
  board.changed.value;
  const keys = chosen.value;
  useEffect(() => board.show(keys), [keys]);
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      const { target } = event;
      if (event.key !== " " || !(target instanceof Element)) return;
      if (target.closest("input, textarea, select, button, a") !== null) return;
      event.preventDefault();
      board.pause();
    };
    addEventListener("keydown", pressed);
    return () => removeEventListener("keydown", pressed);
  }, []);
  const all = board.series;
  const lanes = all.filter(({ lane }) => lane);
  const every = groupsOf(all);
  const wanted = board.large.value;
  const only = every.filter(({ series }) => series[0].key === wanted);
  const isLarge = only.length > 0 || wanted === LANES && lanes.length > 0;
  const groups = isLarge ? only : every;
  const paused = board.pausedAt.value > 0;
  return (
    <section class="pane board show" aria-label={texts.plots}>
      <div class="phead">
        <h2 class="not-phone">{texts.plots}</h2>
        <Segments
          label={texts.window}
          value={String(board.window.value)}
          choices={WINDOWS.map((one) => [String(one), texts.windows[one]])}
          onChange={(value) => {
            board.window.value = Number(value);
            board.zoom.value = undefined;
          }}
        />
        <span class="grow" />
        {paused && (
          <span class="pill">
            <span class="dot off" />
            {texts.paused(board.missed.value)}
          </span>
        )}
        <IconButton
          small
          icon={paused ? "plot" : "pause"}
          label={paused ? texts.resume : texts.pause}
          pressed={paused}
          onClick={() => board.pause()}
        />
        <IconButton
          small
          icon="clear"
          label={texts.clearPlots}
          onClick={() => board.clear()}
        />
        <Menu
          label={`${texts.saveCsv}, ${texts.savePng}`}
          title={`${texts.saveCsv}, ${texts.savePng}`}
          button="btn ghost sm icon"
          items={[
            { icon: "save", text: texts.saveCsv, run: saveCsv },
            { icon: "save", text: texts.savePng, run: savePng },
          ]}
        >
          <Icon name="save" />
        </Menu>
        <IconButton
          small
          icon="plus"
          label={texts.addField}
          onClick={() => setAdding(!adding)}
        />
      </div>
      {adding && <AddField onClose={() => setAdding(false)} />}
      <div
        class="scroll board"
        tabIndex={0}
        onKeyDown={moved}
        role="region"
        aria-label={texts.plots}
      >
        {all.length === 0 && (
          <div class="empty">
            <h2>{texts.noPlots}</h2>
            {texts.noPlotsHint}
          </div>
        )}
        {groups.map(({ title, series }, i) => (
          <NumberCard
            key={series[0].key}
            title={title}
            series={series}
            last={i === groups.length - 1 && (isLarge || lanes.length === 0)}
            large={isLarge}
          />
        ))}
        {lanes.length > 0 && (!isLarge || wanted === LANES) && (
          <LaneCard
            title={lanes.map(({ title }) => title).join(", ")}
            series={lanes}
            last
            large={isLarge}
          />
        )}
      </div>
    </section>
  );
}
