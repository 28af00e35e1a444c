/**
 * One row of the tree: elements that are made once and filled again and again.
 *
 * @module
 */
import { iconElement } from "../page/icons.tsx";
import { texts } from "../texts.ts";
import { formatAge, kindOf, previewOf } from "../values/kinds.ts";
import type { Item } from "./model.ts";
import { sparkPath } from "../values/spark.ts";

/** Value classes by kind. */
const VALUE_CLASS = {
  number: "v-num",
  string: "v-str",
  boolean: "v-bool",
  null: "v-null",
  json: "v-json",
  bytes: "v-bytes",
} as const;
/** Pause between two flashes of a row, in ms. */
const FLASH_PAUSE_MS = 1000;
/** Length of a flash, in ms. */
const FLASH_MS = 700;
/** Deepest indent. */
const MAX_INDENT = 8;

/** What a row needs to know beside its item. */
export interface RowContext {
  readonly selected: string;
  readonly cursor: Item | undefined;
  /** Fragments that are marked in names. */
  readonly fragments: readonly string[];
  isPinned(path: string): boolean;
  hasDraft(path: string): boolean;
  /** Recent numbers of a pinned state. */
  recent(path: string): readonly number[] | undefined;
  readonly stale: boolean;
  readonly calm: boolean;
  /** Whether whole paths are shown, as in a flat list. */
  readonly flat: boolean;
}

function span(className: string): HTMLSpanElement {
  const element = document.createElement("span");
  element.className = className;
  return element;
}

const SVG = "http://www.w3.org/2000/svg";

/** See the module. */
export class RowView {
  readonly element: HTMLDivElement = document.createElement("div");
  item: Item | undefined;
  readonly #twisty = span("tw");
  readonly #kind = span("k");
  readonly #name = span("name");
  readonly #word = span("vh");
  readonly #label = document.createElement("bdi");
  readonly #draft = span("draft");
  readonly #spark = span("spark");
  readonly #sparkLine = document.createElementNS(SVG, "path");
  readonly #value = span("val");
  readonly #age = span("age");
  readonly #mark = document.createElement("button");
  #markState = "";
  #className = "";
  #shownValue: unknown = this;
  #flashedAt = -Infinity;

  constructor(id: string) {
    const { element } = this;
    element.id = id;
    element.setAttribute("role", "treeitem");
    this.#twisty.append(iconElement("chev"));
    this.#kind.ariaHidden = "true";
    this.#name.append(this.#word, this.#label, this.#draft);
    this.#draft.title = texts.draft;
    const svg = document.createElementNS(SVG, "svg");
    svg.setAttribute("viewBox", "0 0 48 16");
    svg.setAttribute("aria-hidden", "true");
    svg.append(this.#sparkLine);
    this.#spark.append(svg);
    this.#mark.type = "button";
    this.#mark.tabIndex = -1;
    this.#mark.dataset.mark = "";
    this.#mark.ariaHidden = "true";
    element.append(
      this.#twisty,
      this.#kind,
      this.#name,
      this.#spark,
      this.#value,
      this.#age,
      this.#mark,
    );
  }

  /** Shows another item, or this one anew. */
  fill(item: Item, context: RowContext): void {
    const { element } = this;
    if (this.item !== item) {
      item.changes = 0;
      item.hot = false;
      this.#flashedAt = -Infinity;
      this.#shownValue = this;
    }
    this.item = item;
    const isNode = item.kind === "node";
    element.style.setProperty(
      "--l",
      String(Math.min(context.flat ? 0 : item.level - 1, MAX_INDENT)),
    );
    element.ariaLevel = String(context.flat ? 1 : item.level);
    element.ariaSelected = String(item.path === context.selected);
    if (isNode) element.ariaExpanded = String(item.open);
    else element.removeAttribute("aria-expanded");
    this.#place(item);
    this.#twisty.style.visibility = isNode ? "visible" : "hidden";
    const letter = item.kind.charAt(0).toUpperCase();
    this.#kind.textContent = item.hollow ? "" : letter;
    this.#kind.className = `k k-${item.kind.charAt(0)}`;
    this.#word.textContent = `${texts.kinds[item.kind]} `;
    this.#fillName(item, context);
    this.#draft.hidden = !context.hasDraft(item.path);
    this.#fillMark(item, context);
    this.fillValue(context);
  }

  // Places among siblings are given where finding them is cheap.
  #place(item: Item): void {
    const brothers = item.parent?.children ?? [];
    if (brothers.length > 2000) {
      this.element.removeAttribute("aria-setsize");
      this.element.removeAttribute("aria-posinset");
      return;
    }
    this.element.setAttribute("aria-setsize", String(brothers.length));
    this.element.setAttribute(
      "aria-posinset",
      String(brothers.indexOf(item) + 1),
    );
  }

  #fillName(item: Item, { fragments }: RowContext): void {
    const text = item.hollow ? "…" : item.name;
    const shown = text === "" ? texts.emptyName : text;
    const found = fragments.find((one) =>
      one !== "" && text.toLowerCase().includes(one.toLowerCase())
    );
    if (found === undefined) {
      this.#label.textContent = shown;
      return;
    }
    const at = text.toLowerCase().indexOf(found.toLowerCase());
    const mark = document.createElement("mark");
    mark.textContent = text.slice(at, at + found.length);
    this.#label.replaceChildren(
      text.slice(0, at),
      mark,
      text.slice(at + found.length),
    );
  }

  #fillMark(item: Item, { isPinned }: RowContext): void {
    const pinned = isPinned(item.path);
    const locked = item.fetchOnly && item.kind === "state";
    const state = pinned ? "pinned" : locked ? "locked" : "free";
    if (state === this.#markState) return;
    this.#markState = state;
    this.#mark.className = pinned ? "tr on" : "tr";
    this.#mark.title = pinned
      ? texts.unpin
      : locked
      ? texts.readOnly
      : texts.pin;
    this.#mark.replaceChildren(
      iconElement(state === "locked" ? "lock" : "star"),
    );
    // A lock is always seen; the star of what is not pinned only on hover.
    this.#mark.classList.toggle("lock", state === "locked");
  }

  /** Shows the value of the item, and whether it is stale or gone. */
  fillValue(context: RowContext): void {
    const { item } = this;
    if (item === undefined) return;
    // Assigned only if it is another one: that alone costs a new style.
    const className = classOf(item, context);
    if (className !== this.#className) {
      this.#className = className;
      this.element.className = className;
    }
    this.fillAge(Date.now());
    if (item.kind === "node") {
      this.#spark.hidden = true;
      this.#value.className = "val count";
      this.#value.textContent = item.count === undefined
        ? ""
        : String(item.count);
      return;
    }
    if (item.kind !== "state" || item.hollow) {
      this.#spark.hidden = true;
      this.#value.className = "val text";
      this.#value.textContent = item.hollow ? "" : texts.kinds[item.kind];
      return;
    }
    if (item.value === undefined) {
      this.#spark.hidden = true;
      this.#value.className = "val v-null";
      this.#value.textContent = texts.notThere;
      this.#shownValue = this;
      return;
    }
    const isNew = this.#shownValue === this;
    if (isNew || this.#shownValue !== item.value) {
      this.#shownValue = item.value;
      const kind = VALUE_CLASS[kindOf(item.value)];
      this.#value.className = `val ${kind}${item.hot ? " hot" : ""}`;
      this.#value.textContent = previewOf(item.value);
      if (!isNew && !item.hot && item.goneAt === 0) this.#flash(context.calm);
    }
    const recent = context.recent(item.path);
    this.#spark.hidden = recent === undefined || recent.length < 2;
    if (recent !== undefined) {
      this.#sparkLine.setAttribute("d", sparkPath(recent, 48, 16));
    }
  }

  /** Shows how old the value is. */
  fillAge(at: number): void {
    const { item } = this;
    const text = item === undefined || item.kind !== "state" || item.at === 0
      ? ""
      : formatAge(at - item.at);
    if (this.#age.textContent !== text) this.#age.textContent = text;
  }

  /** Once a second: whether it is hot. */
  second(): void {
    const { item } = this;
    if (item === undefined || item.kind !== "state") return;
    const hot = item.changes > 2;
    item.changes = 0;
    if (hot === item.hot) return;
    item.hot = hot;
    this.#value.classList.toggle("hot", hot);
  }

  #flash(calm: boolean): void {
    const now = performance.now();
    if (now - this.#flashedAt < FLASH_PAUSE_MS) return;
    this.#flashedAt = now;
    const tint = { backgroundColor: "var(--flash)" };
    this.#value.animate(
      calm ? [tint, tint] : [tint, { backgroundColor: "transparent" }],
      { duration: calm ? 2000 : FLASH_MS, easing: "ease-out" },
    );
  }
}

function classOf(item: Item, context: RowContext): string {
  const away = item.away || item.stale;
  return [
    "row",
    item.kind === "node" ? "node" : "",
    item === context.cursor ? "cursor" : "",
    context.stale || away ? "stale" : "",
    item.goneAt > 0 ? "gone" : "",
    item.hollow ? "hollow" : "",
  ].filter((name) => name !== "").join(" ");
}
