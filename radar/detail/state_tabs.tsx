/**
 * What the tabs of a state show: value, history, differences, and what is known
 * of it.
 *
 * @module
 */
import { useMemo, useState } from "preact/hooks";
import type { StateEntry } from "../../peer.ts";
import type { Watch } from "../bus/watches.ts";
import { go, now, phone, route } from "../page/app.ts";
import { Icon } from "../page/icons.tsx";
import { togglePlot } from "../page/series.ts";
import { texts } from "../texts.ts";
import { BytesView } from "../show/bytes_view.tsx";
import { placesOf } from "../values/decimal.ts";
import { plainText } from "../values/exact.ts";
import { JsonView } from "../show/json_view.tsx";
import { LongText } from "../show/long_text.tsx";
import { NumberList } from "../show/number_list.tsx";
import {
  digitsOf,
  formatAge,
  formatFullTime,
  groupDigits,
  kindOf,
  previewOf,
} from "../values/kinds.ts";
import { differences } from "./diff.ts";
import { Editor } from "./editor.tsx";
import { figuresOf, formatFigure } from "./figures.ts";
import { HistoryTable } from "./history_table.tsx";
import { metaOf, type ShownMeta } from "../page/meta.ts";

/** Values of the list below the editor. */
const LAST_VALUES = 12;
/** Largest text that is shown at once, in characters. */
const MAX_TEXT = 65_536;

interface StateTabsProps {
  watch: Watch;
  /** `undefined`: it is gone; its history is left. */
  entry: StateEntry | undefined;
  tab: string;
}

/** See the module. */
export function StateTabs({ watch, entry, tab }: StateTabsProps) {
  switch (tab) {
    case "history":
      return <HistoryTable watch={watch} />;
    case "diff":
      return <DiffTab watch={watch} />;
    case "info":
      return <InfoTab watch={watch} entry={entry} />;
  }
  if (entry === undefined) {
    return (
      <div class="scroll">
        <div class="empty">
          <h2>{texts.gone}</h2>
          {texts.goneHint}
        </div>
      </div>
    );
  }
  const meta = metaOf(entry);
  const kind = kindOf(entry.value);
  // One line stays in reach of the thumb; more would cover the value.
  const sticky = phone.value && kind !== "json" && kind !== "bytes";
  const editor = <Editor watch={watch} entry={entry} meta={meta} />;
  return (
    <>
      <div
        class="scroll"
        tabIndex={0}
        role="region"
        aria-label={texts.tabs.value}
      >
        <LiveValue watch={watch} entry={entry} meta={meta} />
        {!sticky && editor}
        <HistoryTable watch={watch} limit={LAST_VALUES} />
      </div>
      {sticky && <div class="sticky">{editor}</div>}
    </>
  );
}

function LiveValue({ watch, entry, meta }: {
  watch: Watch;
  entry: StateEntry;
  meta: ShownMeta;
}) {
  const { value } = entry;
  const kind = kindOf(value);
  const at = entry.time === undefined
    ? watch.at
    : Math.min(entry.time, Date.now());
  const age = (
    <span class="age" title={formatFullTime(at)}>
      {texts.ago(formatAge(Math.max(now.value, at) - at))}
    </span>
  );
  return (
    <div class="sec live-value" data-value={kind}>
      {meta.description !== undefined && (
        <p class="hint described" dir="auto">{meta.description}</p>
      )}
      {kind === "number" && (
        <NumberValue value={value} watch={watch} unit={meta.unit} age={age} />
      )}
      {kind === "boolean" && (
        <div class="live">
          <span class="big">{String(value)}</span>
          {age}
        </div>
      )}
      {kind === "null" && (
        <div class="live">
          <span class="big v-null">{texts.nullWord}</span>
          {age}
        </div>
      )}
      {kind === "string" && (
        <TextValue text={plainText(String(value))} age={age} />
      )}
      {kind === "bytes" && (
        <>
          <div class="live">{age}</div>
          <BytesView path={entry.path} url={String(value)} />
        </>
      )}
      {kind === "json" && (
        <>
          <div class="live">{age}</div>
          <NumberList value={value} />
          <JsonView
            value={value}
            onPlot={(pointer) => togglePlot(entry.path, pointer)}
          />
        </>
      )}
      {kind === "number" && <FigureList watch={watch} />}
    </div>
  );
}

function TextValue({ text, age }: { text: string; age: preact.JSX.Element }) {
  const long = text.length > 48 || text.includes("\n");
  return (
    <div class="live">
      <LongText
        text={text}
        most={MAX_TEXT}
        class={long ? "long-text v-str" : "big v-str"}
      />
      {age}
    </div>
  );
}

/** Values of a history that are looked at for what they have in common. */
const RECENT = 20;

/** Whether the last values were integers: not one of a measured quantity. */
function areIntegers(watch: Watch): boolean {
  const count = Math.min(RECENT, watch.history.length);
  for (let age = 0; age < count; age++) {
    if (/[.eE]/.test(watch.history.newest(age)?.json ?? "")) return false;
  }
  return true;
}

function NumberValue({ value, watch, unit, age }: {
  value: unknown;
  watch: Watch;
  unit: string | undefined;
  age: preact.JSX.Element;
}) {
  const digits = digitsOf(value);
  const integer = /^-?\d+$/.test(digits) && areIntegers(watch)
    ? BigInt(digits)
    : undefined;
  const small = integer !== undefined && integer >= 0n && integer < 65_536n;
  return (
    <>
      <div class="live">
        <span class="big">{groupDigits(digits)}</span>
        {unit !== undefined && <span class="unit">{unit}</span>}
        {age}
      </div>
      {integer !== undefined && integer >= 0n && (
        <p class="hint mono">
          0x{integer.toString(16)}
          {small ? ` · ${bitsOf(integer)}` : ""}
        </p>
      )}
      {integer !== undefined && integer < 0n && (
        <p class="hint mono">
          0x{BigInt.asUintN(integer < -2147483648n ? 64 : 32, integer).toString(
            16,
          )}
        </p>
      )}
    </>
  );
}

function bitsOf(value: bigint): string {
  const bits = value.toString(2);
  return bits.padStart(Math.ceil(bits.length / 4) * 4, "0")
    .replace(/(.{4})(?=.)/g, "$1 ");
}

function FigureList({ watch }: { watch: Watch }) {
  watch.version.value;
  // One value is its own least and greatest.
  if (watch.history.length < 2) return null;
  const figures = figuresOf(watch.history, now.value);
  if (figures === undefined) return null;
  let places = 0;
  for (let age = 0; age < RECENT; age++) {
    places = Math.max(places, placesOf(watch.history.newest(age)?.json ?? ""));
  }
  const item = (name: string, text: string) => (
    <div>
      <dt>{name}</dt>
      <dd>{text}</dd>
    </div>
  );
  return (
    <dl class="stats">
      {item(texts.min, figures.least)}
      {item(texts.mean, formatFigure(figures.mean, Math.max(places, 2)))}
      {item(texts.max, figures.greatest)}
      {item(texts.changes, `${figures.rate.toFixed(1)}${texts.perSecond}`)}
    </dl>
  );
}

function DiffTab({ watch }: { watch: Watch }) {
  watch.version.value;
  const [age, setAge] = useState(1);
  const { history } = watch;
  const newest = history.newest();
  const before = history.newest(age);
  const found = useMemo(
    () =>
      newest === undefined || before === undefined
        ? []
        : differences(before.value, newest.value),
    [newest, before],
  );
  if (newest === undefined || before === undefined) {
    return (
      <div class="scroll">
        <div class="empty">
          <h2>{texts.noDiff}</h2>
        </div>
      </div>
    );
  }
  const ages = [1, 2, 3, 4, 5, 10, 20, 50, 100].filter((one) =>
    one < history.length
  );
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label={texts.tabs.diff}>
      <div class="sec">
        <header>
          <h3>
            <label for="diff-age">{texts.diffOf}</label>
          </h3>
          <span class="end">
            <select
              id="diff-age"
              class="field btn sm"
              value={String(age)}
              onChange={({ currentTarget }) =>
                setAge(Number(currentTarget.value))}
            >
              {ages.map((one) => (
                <option key={one} value={String(one)}>
                  {one === 1 ? texts.previous : `−${one}, ${
                    formatAge(
                      newest.at - (history.newest(one)?.at ?? newest.at),
                    )
                  }`}
                </option>
              ))}
            </select>
          </span>
        </header>
        {found.length === 0
          ? <p class="dim">{texts.unchanged}</p>
          : (
            <table class="t diff">
              <caption class="vh">{texts.tabs.diff}</caption>
              <thead>
                <tr>
                  <th scope="col">{texts.path}</th>
                  <th scope="col">{texts.removed}</th>
                  <th scope="col">{texts.added}</th>
                </tr>
              </thead>
              <tbody>
                {found.map((one) => (
                  <tr key={one.place}>
                    <td class="mono">
                      {one.place === "" ? "" : <bdi>{one.place}</bdi>}
                    </td>
                    <td class="mono t-err">{clip(one.before)}</td>
                    <td class="mono t-ok">{clip(one.after)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          )}
      </div>
    </div>
  );
}

function clip(json: string | undefined) {
  if (json === undefined) return <span class="dim">–</span>;
  return <bdi>{json.length > 200 ? `${json.slice(0, 199)}…` : json}</bdi>;
}

function InfoTab({ watch, entry }: {
  watch: Watch;
  entry: StateEntry | undefined;
}) {
  const json = watch.history.newest()?.json ?? "";
  const row = (name: string, text: string | undefined) =>
    text === undefined ? null : (
      <>
        <dt>{name}</dt>
        <dd class="mono">
          <bdi>{text}</bdi>
        </dd>
      </>
    );
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label={texts.tabs.info}>
      <div class="sec">
        <dl class="kv wide-kv">
          {row(texts.path, watch.path)}
          {row(
            texts.type,
            entry === undefined ? undefined : kindOf(entry.value),
          )}
          {row(
            texts.bytes,
            new TextEncoder().encode(json).length.toLocaleString("en"),
          )}
          {row(
            texts.change,
            entry?.time === undefined ? undefined : formatFullTime(entry.time),
          )}
          {row("revision", entry?.revision?.toString())}
          {row(
            "at",
            entry?.at === undefined ? undefined : formatFullTime(entry.at),
          )}
          {row("quality", entry?.quality)}
          {row(
            "preview",
            entry === undefined ? undefined : previewOf(entry.value),
          )}
        </dl>
      </div>
      {entry?.meta !== undefined && (
        <div class="sec">
          <header>
            <h3>meta</h3>
          </header>
          <JsonView value={entry.meta} />
        </div>
      )}
      <div class="sec">
        <button
          type="button"
          class="btn sm"
          onClick={() =>
            go({
              ...route.value,
              view: "plots",
              path: "",
              query: { s: watch.path },
            })}
        >
          <Icon name="plot" />
          {texts.addToPlot}
        </button>
      </div>
    </div>
  );
}
