/**
 * The element in which rows are shown.
 *
 * @module
 */
import { useEffect, useRef } from "preact/hooks";
import { effect } from "@preact/signals";
import { FRAMES } from "../bus/frames.ts";
import { draftsChanged, hasDraft } from "../page/drafts.ts";
import {
  bus,
  elementUrl,
  go,
  liveRows,
  route,
  selected,
  toast,
  watches,
} from "../page/app.ts";
import { copy } from "../page/clipboard.ts";
import { pins, togglePin } from "../page/settings.ts";
import { texts } from "../texts.ts";
import { exactJson } from "../values/exact.ts";
import { asNumber } from "../values/kinds.ts";
import { togglePlot } from "../page/series.ts";
import { type RowSource, TreeController, type TreeHost } from "./controller.ts";
import type { Item } from "./model.ts";
import type { RowContext } from "./row.ts";
import { MAX_BELOW } from "./tree_source.ts";

/** What is edited first: a field of a state, or of the arguments of a method. */
const EDITED =
  ".editor :is(input, select, textarea, [role=switch]):enabled, .cols form :is(input, select, textarea, [role=switch])";
/** Numbers of a sparkline. */
const SPARK_VALUES = 24;

const calm = matchMedia("(prefers-reduced-motion: reduce)");

interface RowTreeProps {
  id: string;
  label: string;
  source: RowSource;
  /** Given the controller when there is one. */
  onReady: (controller: TreeController) => void;
  /** Called with the scroll offset in px. */
  onScrolled?: (top: number) => void;
  fragments?: readonly string[];
  flat?: boolean;
}

/** The numbers that a state had last; `undefined` if it is not followed. */
function recentNumbers(path: string): readonly number[] | undefined {
  const watch = watches.get(path);
  if (watch === undefined) return undefined;
  const numbers: number[] = [];
  for (
    let age = Math.min(SPARK_VALUES, watch.history.length) - 1;
    age >= 0;
    age--
  ) {
    const past = watch.history.newest(age);
    if (typeof past?.value === "boolean") return undefined;
    const number = asNumber(past?.value);
    if (number !== undefined) numbers.push(number);
  }
  return numbers;
}

/** Selects an element. */
export function select(path: string): void {
  const { value } = route;
  const q = value.view === "tree" ? value.query.q ?? "" : "";
  go({ view: "tree", path, query: { q } });
}

function actOn(key: string, item: Item | undefined): boolean {
  if (item === undefined) return false;
  switch (key) {
    case "p":
      pinItem(item);
      return true;
    case "g":
      if (item.kind === "state") togglePlot(item.path);
      return true;
    case "c":
      void copy(item.path);
      return true;
    case "C":
      if (item.kind === "state") void copy(exactJson(item.value));
      return true;
  }
  return false;
}

function pinItem(item: Item): void {
  togglePin(item.kind === "node" ? `${item.path}/#` : item.path);
}

/** See the module. */
export function RowTree(props: RowTreeProps) {
  const { id, label, source, onReady } = props;
  const box = useRef<HTMLDivElement>(null);
  const shown = useRef(props);
  shown.current = props;
  const controller = useRef<TreeController | undefined>(undefined);
  useEffect(() => {
    if (box.current === null) return;
    const context = (cursor: Item | undefined): RowContext => {
      const pinned = new Set(pins.value);
      return {
        selected: selected.value,
        cursor,
        fragments: shown.current.fragments ?? [],
        isPinned: (path) => pinned.has(path) || pinned.has(`${path}/#`),
        hasDraft,
        recent: (path) => pinned.has(path) ? recentNumbers(path) : undefined,
        stale: !bus.open,
        calm: calm.matches,
        flat: shown.current.flat === true,
      };
    };
    const host: TreeHost = {
      context,
      select: (item) => {
        select(item.path);
      },
      edit: () => {
        const field = document.querySelector(EDITED);
        if (field instanceof HTMLElement) field.focus();
      },
      key: actOn,
      pin: pinItem,
      cut: () => {
        toast.value = { text: texts.openedBelow(MAX_BELOW), error: false };
      },
    };
    const made = new TreeController(box.current, source, host, FRAMES);
    controller.current = made;
    onReady(made);
    const stop = effect(() => {
      pins.value;
      selected.value;
      bus.state.value;
      draftsChanged.value;
      made.redraw();
    });
    const counter = setInterval(() => liveRows.value = made.mounted, 1000);
    return () => {
      clearInterval(counter);
      stop();
      made.dispose();
    };
  }, [source]);
  useEffect(() => controller.current?.redraw(), [props.fragments]);
  return (
    <div
      ref={box}
      id={id}
      class="scroll tree vtree"
      role="tree"
      tabIndex={0}
      aria-label={label}
      onScroll={({ currentTarget }) =>
        props.onScrolled?.(currentTarget.scrollTop)}
    />
  );
}

/** The address of a row. */
export function urlOf(path: string): string {
  return elementUrl(path);
}
