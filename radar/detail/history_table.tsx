/**
 * The values that a state had, newest first.
 *
 * @module
 */
import { useState } from "preact/hooks";
import type { Past } from "../bus/history.ts";
import type { Watch } from "../bus/watches.ts";
import { now, setQuery } from "../page/app.ts";
import { save } from "../page/clipboard.ts";
import { IconButton } from "../page/icons.tsx";
import { texts } from "../texts.ts";
import {
  digitsOf,
  formatAge,
  formatFullTime,
  formatTime,
  kindOf,
  nameOf,
  previewOf,
} from "../values/kinds.ts";
import { placesOf } from "../values/decimal.ts";
import { valuesCsv } from "../values/csv.ts";
import { differenceOf } from "./figures.ts";

/** Values shown at first, and with each "more". */
const PAGE = 200;

const CLASSES = {
  number: "v-num",
  string: "v-str",
  boolean: "v-bool",
  null: "v-null",
  json: "v-json",
  bytes: "v-bytes",
} as const;

interface HistoryTableProps {
  watch: Watch;
  /** Shows only so many, below a title. */
  limit?: number;
}

/** See the module. */
export function HistoryTable({ watch, limit }: HistoryTableProps) {
  watch.version.value;
  const [shown, setShown] = useState(PAGE);
  const { history } = watch;
  const all = history.length.toLocaleString("en");
  const count = Math.min(limit ?? shown, history.length);
  const rows: { past: Past; before: Past | undefined; until: number }[] = [];
  let until = now.value;
  for (let age = 0; age < count; age++) {
    const past = history.newest(age);
    if (past === undefined) break;
    rows.push({ past, before: history.newest(age + 1), until });
    until = past.at;
  }
  const places = Math.max(
    0,
    ...rows.map(({ past: { value } }) =>
      kindOf(value) === "number" ? placesOf(digitsOf(value)) : 0
    ),
  );
  const table = (
    <table class="t tight history">
      <caption class="vh">{texts.lastValues}</caption>
      <thead>
        <tr>
          <th scope="col">{texts.received}</th>
          <th scope="col" class="num">{texts.value}</th>
          <th scope="col" class="num">{texts.change}</th>
          <th scope="col" class="num">{texts.heldFor}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row, i) => <HistoryRow key={i} {...row} places={places} />)}
      </tbody>
    </table>
  );
  if (limit !== undefined) {
    return (
      <div class="sec">
        <header>
          <h3>{texts.lastValues}</h3>
          <span class="dim">{texts.ofAll(count, all)}</span>
          <span class="end">
            <button
              type="button"
              class="btn link sm"
              onClick={() => setQuery({ tab: "history" })}
            >
              {texts.all}
            </button>
            <SaveButton watch={watch} />
          </span>
        </header>
        {table}
      </div>
    );
  }
  return (
    <div
      class="scroll"
      tabIndex={0}
      role="region"
      aria-label={texts.tabs.history}
    >
      <div class="sec">
        <header>
          <h3>{texts.lastValues}</h3>
          <span class="dim">
            {texts.ofAll(count, all)}
            {history.dropped > 0 &&
              ` · ${texts.dropped(history.dropped.toLocaleString("en"))}`}
          </span>
          <span class="end">
            <IconButton
              small
              icon="clear"
              label={texts.clearHistory}
              onClick={() => {
                const newest = history.newest();
                history.clear();
                if (newest !== undefined) history.push(newest);
                watch.version.value++;
              }}
            />
            <SaveButton watch={watch} />
          </span>
        </header>
        {table}
        {count < history.length && (
          <button
            type="button"
            class="btn link sm"
            onClick={() => setShown(shown + PAGE)}
          >
            {texts.showMore}
          </button>
        )}
      </div>
    </div>
  );
}

function HistoryRow({ past, before, until, places }: {
  past: Past;
  /** Digits behind the point of the differences. */
  places: number;
  before: Past | undefined;
  until: number;
}) {
  if (past.json === undefined) {
    return (
      <tr>
        <td class="mono">{formatTime(past.at)}</td>
        <td class="num dim">{texts.break}</td>
        <td />
        <td class="num dim">{formatAge(until - past.at)}</td>
      </tr>
    );
  }
  const kind = kindOf(past.value);
  const text = kind === "number" ? digitsOf(past.value) : previewOf(past.value);
  return (
    <tr>
      <td class="mono" title={formatFullTime(past.at)}>
        {formatTime(past.at)}
      </td>
      <td class={`num past ${CLASSES[kind]}`}>
        <bdi>{text}</bdi>
      </td>
      <td class="num dim">
        {before === undefined
          ? ""
          : differenceOf(past.value, before.value, places)}
      </td>
      <td class="num dim">{formatAge(until - past.at)}</td>
    </tr>
  );
}

function SaveButton({ watch }: { watch: Watch }) {
  return (
    <IconButton
      small
      icon="save"
      label={texts.saveCsv}
      onClick={() => {
        const csv = new Blob([valuesCsv(watch.history)], { type: "text/csv" });
        save(`${nameOf(watch.path) || "value"}.csv`, csv);
      }}
    />
  );
}
