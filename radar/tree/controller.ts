/**
 * The tree on the screen: joins model, feed and list, and takes keys and clicks.
 *
 * @module
 */
import type { Frames } from "../bus/frames.ts";
import { VirtualList } from "./list.ts";
import type { Item } from "./model.ts";
import type { RowContext } from "./row.ts";

/** Where the rows come from. */
export interface RowSource {
  readonly rows: readonly Item[];
  /** Opens or closes a node. */
  toggle(item: Item, open: boolean): void;
  /** Opens a node and those below it. */
  openBelow?(item: Item): Promise<boolean>;
  /** What is seen has changed. */
  seen?(rows: readonly Item[]): void;
}

/** What the tree does for its view. */
export interface TreeHost {
  context(cursor: Item | undefined): RowContext;
  select(item: Item): void;
  /** Begins to edit what is selected. */
  edit(item: Item): void;
  /** A key that only the view knows; `true` if it did something. */
  key(key: string, item: Item | undefined): boolean;
  pin(item: Item): void;
  /** Not all nodes below one were opened. */
  cut(): void;
}

/** Most rows that `*` opens. */
const MAX_OPENED = 500;
/** Pause that ends a word of letters, in ms. */
const TYPE_AHEAD_MS = 700;

/** See the module. */
export class TreeController {
  readonly #element: HTMLElement;
  readonly #list: VirtualList;
  readonly #source: RowSource;
  readonly #host: TreeHost;
  readonly #frames: Frames;
  readonly #dirty = new Set<Item>();
  readonly #observer: ResizeObserver;
  readonly #timer: ReturnType<typeof setInterval>;
  #all = true;
  #rowsChanged = true;
  #cursor: Item | undefined;
  #typed = "";
  #typedAt = 0;

  constructor(
    element: HTMLElement,
    source: RowSource,
    host: TreeHost,
    frames: Frames,
  ) {
    this.#element = element;
    this.#source = source;
    this.#host = host;
    this.#frames = frames;
    this.#list = new VirtualList(element, `${element.id}-r`);
    this.#observer = new ResizeObserver(() => {
      this.#list.measure();
      this.redraw();
    });
    this.#observer.observe(element);
    element.addEventListener("scroll", this.#scrolled, { passive: true });
    element.addEventListener("click", this.#clicked);
    element.addEventListener("keydown", this.#pressed);
    element.addEventListener("focus", this.#focused);
    this.#timer = setInterval(() => this.#second(), 1000);
    this.#list.measure();
    this.redraw();
  }

  /** Number of rows on the screen. */
  get mounted(): number {
    return this.#list.mounted.size;
  }

  /** Ends it. */
  dispose(): void {
    clearInterval(this.#timer);
    this.#observer.disconnect();
    this.#element.removeEventListener("scroll", this.#scrolled);
    this.#element.removeEventListener("click", this.#clicked);
    this.#element.removeEventListener("keydown", this.#pressed);
    this.#element.removeEventListener("focus", this.#focused);
  }

  /** Draws everything in the next frame. */
  redraw(): void {
    this.#all = true;
    this.#frames.request(this.#draw);
  }

  /** Rows have come or gone. */
  rowsChanged(): void {
    this.#rowsChanged = true;
    this.redraw();
  }

  /** An item has another value. */
  valueChanged(item: Item): void {
    // Bounded by what is mounted: the rest is drawn when it is scrolled to.
    if (!this.#list.mounted.has(item)) return;
    this.#dirty.add(item);
    this.#frames.request(this.#draw);
  }

  /** The row that keys act on. */
  get cursor(): Item | undefined {
    return this.#cursor;
  }

  /** Opens a node and those below it, and reports if that were too many. */
  async openBelow(node: Item): Promise<void> {
    try {
      if (await this.#source.openBelow?.(node)) this.#host.cut();
    } catch {
      // The link was lost: the tree shows that.
    }
  }

  /** Scrolls to where it was before, in px. */
  scrollTo(top: number): void {
    this.#list.setRows(this.#source.rows);
    this.#element.scrollTop = top;
    this.#list.scrolled();
    this.redraw();
  }

  /** Moves to a path if it is there. */
  reveal(path: string): void {
    const rows = this.#source.rows;
    const index = rows.findIndex((row) => row.path === path && !row.hollow);
    if (index < 0) return;
    this.#cursor = rows[index];
    this.#list.setRows(rows);
    this.#list.reveal(index);
    this.redraw();
  }

  readonly #draw = () => {
    const { rows } = this.#source;
    if (this.#rowsChanged) {
      this.#rowsChanged = false;
      this.#list.setRows(rows);
    }
    const context = this.#host.context(this.#cursor);
    const seen = this.#list.draw(context, this.#all ? undefined : this.#dirty);
    this.#all = false;
    this.#dirty.clear();
    this.#source.seen?.(seen);
    const active = this.#cursor && this.#list.mounted.get(this.#cursor);
    if (active === undefined) {
      this.#element.removeAttribute("aria-activedescendant");
    } else {
      this.#element.setAttribute("aria-activedescendant", active.element.id);
    }
  };

  #second(): void {
    const now = Date.now();
    for (const row of this.#list.mounted.values()) {
      row.second();
      row.fillAge(now);
    }
  }

  // The event comes before anything of the frame has been drawn: how far it is
  // scrolled is read without a layout.
  readonly #scrolled = () => {
    this.#list.scrolled();
    this.#frames.request(this.#draw);
  };

  readonly #focused = () => {
    this.#cursor ??= this.#source.rows[0];
    this.redraw();
  };

  readonly #clicked = (event: MouseEvent) => {
    const { target } = event;
    if (!(target instanceof Element)) return;
    const element = target.closest("[role=treeitem]");
    const row = [...this.#list.mounted.values()]
      .find((one) => one.element === element);
    const item = row?.item;
    if (item === undefined || item.hollow) return;
    this.#cursor = item;
    if (target.closest("[data-mark]") !== null) this.#host.pin(item);
    else if (item.kind === "node") this.#source.toggle(item, !item.open);
    else this.#host.select(item);
    this.redraw();
  };

  readonly #pressed = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (this.#navigate(event.key) || this.#act(event.key)) {
      event.preventDefault();
      event.stopPropagation();
    }
  };

  #navigate(key: string): boolean {
    const { rows } = this.#source;
    const item = this.#cursor;
    const index = item === undefined ? -1 : rows.indexOf(item);
    switch (key) {
      case "ArrowDown":
        return this.#moveTo(index + 1);
      case "ArrowUp":
        return this.#moveTo(index < 0 ? rows.length - 1 : index - 1);
      case "Home":
        return this.#moveTo(0);
      case "End":
        return this.#moveTo(rows.length - 1);
      case "PageDown":
        return this.#moveTo(Math.min(rows.length - 1, index + this.#list.page));
      case "PageUp":
        return this.#moveTo(Math.max(0, index - this.#list.page));
      case "ArrowRight":
        if (item?.kind !== "node") return true;
        if (item.open) return this.#moveTo(index + 1);
        this.#source.toggle(item, true);
        return true;
      case "ArrowLeft":
        if (item?.kind === "node" && item.open) {
          this.#source.toggle(item, false);
        } else if (item?.parent !== undefined && item.parent.level > 0) {
          return this.#moveTo(rows.indexOf(item.parent));
        }
        return true;
    }
    return false;
  }

  #moveTo(index: number): boolean {
    const { rows } = this.#source;
    const item = rows[index];
    if (item === undefined) return true;
    this.#cursor = item;
    this.#list.setRows(rows);
    this.#list.reveal(index);
    this.redraw();
    return true;
  }

  #act(key: string): boolean {
    const item = this.#cursor;
    if (key === "Enter" && item !== undefined) {
      if (item.kind === "node") this.#source.toggle(item, !item.open);
      const before = this.#host.context(item).selected;
      if (before === item.path && item.kind !== "node") this.#host.edit(item);
      else this.#host.select(item);
      return true;
    }
    if (key === "*" && item?.parent !== undefined) {
      const closed = item.parent.children
        .filter((one) => one.kind === "node" && !one.open && !one.hollow);
      for (const one of closed.slice(0, MAX_OPENED)) {
        this.#source.toggle(one, true);
      }
      return true;
    }
    if (key === "+" && item?.kind === "node") {
      void this.openBelow(item);
      return true;
    }
    if (this.#host.key(key, item)) return true;
    return key.length === 1 && /\S/.test(key) && this.#typeAhead(key);
  }

  #typeAhead(letter: string): boolean {
    const now = performance.now();
    this.#typed = now - this.#typedAt > TYPE_AHEAD_MS
      ? letter
      : this.#typed + letter;
    this.#typedAt = now;
    const { rows } = this.#source;
    const start = this.#cursor === undefined ? 0 : rows.indexOf(this.#cursor);
    const typed = this.#typed.toLowerCase();
    const from = this.#typed.length === 1 ? start + 1 : start;
    for (let i = 0; i < rows.length; i++) {
      const index = (Math.max(0, from) + i) % rows.length;
      const row = rows[index];
      if (!row.hollow && row.name.toLowerCase().startsWith(typed)) {
        return this.#moveTo(index);
      }
    }
    return true;
  }
}
