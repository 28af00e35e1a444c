/**
 * The tree, the element that is selected, and the plots beside it.
 *
 * @module
 */
import { effect } from "@preact/signals";
import type { ComponentType } from "preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { DetailPane } from "../detail/detail.tsx";
import {
  bus,
  elementCount,
  go,
  phone,
  route,
  search,
  setQuery,
  wide,
} from "../page/app.ts";
import { Icon, IconButton } from "../page/icons.tsx";
import { Menu, type MenuItem } from "../page/menu.tsx";
import { boardWidth, savedViews, series, treeWidth } from "../page/settings.ts";
import { Splitter } from "../page/splitter.tsx";
import { SearchField } from "../page/top.tsx";
import { Waiting } from "../page/waiting.tsx";
import { exportSettings, importSettings } from "../page/transfer.ts";
import { texts } from "../texts.ts";
import type { TreeController } from "./controller.ts";
import { Crumbs } from "./crumbs.tsx";
import { EmptyBus } from "./empty.tsx";
import { useFoundRows } from "./found_rows.ts";
import type { ItemKind } from "./model.ts";
import { readQuery, withoutPart } from "./query.ts";
import { RowTree } from "./row_tree.tsx";
import type { FeedHost } from "./feed.ts";
import { BusRows, type Level, MAX_BELOW } from "./tree_source.ts";

/** Pause after which a hidden page fetches no rows, in ms. */
const HIDDEN_MS = 30_000;
/** Pause between two counts of the children, in ms. */
const COUNT_MS = 10_000;

const KINDS: readonly ItemKind[] = ["state", "method", "signal"];

/** Ends the fetches of a page that is hidden for long. */
function pauseWhileHidden(rows: BusRows): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const changed = () => {
    clearTimeout(timer);
    if (document.hidden) {
      timer = setTimeout(() => rows.feed.pause(), HIDDEN_MS);
    } else {
      rows.feed.resume();
    }
  };
  document.addEventListener("visibilitychange", changed);
  return () => document.removeEventListener("visibilitychange", changed);
}

function enterLevel(path: string): void {
  go({ view: "tree", query: { at: path } });
}

/** The rows of the tree with what is open, also while a search is in its place. */
class KeptTree {
  /** The view that shows it now. */
  host: FeedHost | undefined;
  readonly rows: BusRows;
  /** Of the connection by which it was fetched. */
  generation = -1;
  /** The path to which it was opened last. */
  path = "";
  scrollTop = 0;

  constructor(level?: Level) {
    this.rows = new BusRows(bus, {
      rowsChanged: () => this.host?.rowsChanged(),
      valueChanged: (item) => this.host?.valueChanged(item),
    }, level);
  }

  /** Fetches what is open. */
  begin(): void {
    const { feed, model: { root } } = this.rows;
    const generation = bus.generation.peek();
    if (generation === this.generation) return feed.resume();
    this.generation = generation;
    feed.restart();
    feed.open(root);
  }
}

let keptTree: KeptTree | undefined;

/** The whole bus. */
function WholeTree({ top, kinds, onCount, onRows, onController }: {
  /** The node whose children are the only level; `undefined`: the tree. */
  top: string | undefined;
  kinds: ReadonlySet<ItemKind>;
  onCount: (count: number) => void;
  onRows: (rows: BusRows) => void;
  onController: (controller: TreeController) => void;
}) {
  const controller = useRef<TreeController | undefined>(undefined);
  const [empty, setEmpty] = useState(false);
  const [answered, setAnswered] = useState(false);
  const kept = useMemo(
    () =>
      top === undefined
        ? keptTree ??= new KeptTree()
        : new KeptTree({ top, enter: enterLevel }),
    [],
  );
  const { rows } = kept;
  useEffect(() => {
    const host: FeedHost = {
      rowsChanged: () => {
        controller.current?.rowsChanged();
        const { length } = rows.model.root.children;
        onCount(length);
        setEmpty(length === 0 && rows.feed.settled);
        if (length > 0 || rows.feed.settled) setAnswered(true);
        follow(rows, controller.current);
        rows.arrived();
      },
      valueChanged: (item) => controller.current?.valueChanged(item),
    };
    kept.host = host;
    onRows(rows);
    kept.begin();
    host.rowsChanged();
    const stop = effect(() => {
      if (bus.generation.value !== kept.generation) kept.begin();
    });
    const stopFollowing = effect(() => {
      if (top !== undefined) return;
      const { path } = route.value;
      if (path === kept.path) return;
      kept.path = followed = path;
      follow(rows, controller.current);
    });
    const shown = pauseWhileHidden(rows);
    const counter = setInterval(() => {
      if (!document.hidden) void rows.feed.count();
    }, COUNT_MS);
    return () => {
      clearInterval(counter);
      stop();
      stopFollowing();
      shown();
      rows.feed.pause();
      kept.host = undefined;
    };
  }, []);
  useEffect(() => {
    rows.show(kinds);
    controller.current?.rowsChanged();
  }, [kinds]);
  return (
    <>
      <RowTree
        id="tree"
        label={texts.tree}
        source={rows}
        flat={top !== undefined}
        onReady={(made) => {
          controller.current = made;
          onController(made);
          made.scrollTo(kept.scrollTop);
          follow(rows, made);
        }}
        onScrolled={(top) => kept.scrollTop = top}
      />
      {!answered && <Waiting />}
      {empty &&
        (top === undefined || top === "" ? <EmptyBus /> : (
          <div class="empty">
            <h2>{texts.gone}</h2>
          </div>
        ))}
    </>
  );
}

/** The path that the tree opens to, until it is found. */
let followed = "";

function follow(rows: BusRows, controller: TreeController | undefined): void {
  if (followed === "" || controller === undefined) return;
  if (!rows.openTo(followed)) return;
  const path = followed;
  followed = "";
  controller.reveal(path);
}

/** What a search finds. */
function FoundTree({ query }: { query: string }) {
  const read = useMemo(() => readQuery(query), [query]);
  const { rows, controller, state } = useFoundRows(
    read && { rules: [read.rules], flat: false },
  );
  const { count, more, ready } = state;
  return (
    <>
      <div class="found-head">
        <div class="chips">
          {read?.parts.map((part) => (
            <span class="chip" key={part.text}>
              <b>{part.kind}</b> <code>{part.text}</code>
              <button
                type="button"
                aria-label={texts.remove(part.text)}
                onClick={() => setQuery({ q: withoutPart(query, part) })}
              >
                <Icon name="x" />
              </button>
            </span>
          ))}
        </div>
        <p class="dim" role="status">
          {more ? texts.firstFound(count) : `${count} ${texts.found}`}
          {more && (
            <button
              type="button"
              class="btn link sm"
              onClick={() => rows.more()}
            >
              {texts.showMore}
            </button>
          )}
          <button
            type="button"
            class="btn link sm"
            onClick={() => setQuery({ q: "" })}
          >
            {texts.clear}
          </button>
        </p>
      </div>
      <RowTree
        id="found"
        label={texts.found}
        source={rows}
        fragments={read?.fragments}
        onReady={(made) => controller.current = made}
      />
      {!ready && count === 0 && <Waiting />}
      {ready && count === 0 && (
        <div class="empty">
          <h2>{texts.noMatch(query)}</h2>
          <button
            type="button"
            class="btn link"
            onClick={() => setQuery({ q: "" })}
          >
            {texts.clearSearch}
          </button>
        </div>
      )}
    </>
  );
}

/** The pane with the tree or with what a search finds. */
function TreePane() {
  const [kinds, setKinds] = useState<ReadonlySet<ItemKind>>(new Set(KINDS));
  const [count, setCount] = useState(0);
  const rows = useRef<BusRows | undefined>(undefined);
  const controller = useRef<TreeController | undefined>(undefined);
  const query = search.value;
  const readable = readQuery(query) !== undefined;
  const top = phone.value ? route.value.query.at ?? "" : undefined;
  const openBelow = () => {
    const node = controller.current?.cursor ?? rows.current?.model.root;
    if (node?.kind === "node") void controller.current?.openBelow(node);
  };
  const items: MenuItem[] = [
    {
      icon: "tree",
      text: texts.openBelow(MAX_BELOW),
      key: "+",
      off: readable || top !== undefined,
      run: openBelow,
    },
    {
      icon: "star",
      text: texts.saveView,
      off: !readable,
      run: () => {
        savedViews.value = [...savedViews.value, { title: query, query }];
      },
    },
    ...savedViews.value.map((view): MenuItem => ({
      icon: "search",
      text: view.title,
      run: () => go({ view: "tree", query: { q: view.query } }),
    })),
    {
      icon: "filter",
      text: texts.groups,
      run: () => go({ view: "group" }),
    },
    { icon: "save", text: texts.exportPins, run: exportSettings },
    { icon: "expand", text: texts.importPins, run: importSettings },
  ];
  const shown = phone.value && route.value.path !== "" ? "" : "show";
  return (
    <section
      class={`pane side ${shown} ${top === undefined ? "" : "level"}`}
      aria-label={texts.tree}
    >
      <div class="phead">
        <h2>{texts.tree}</h2>
        {!readable && (
          <span class="count">
            {(top === undefined ? elementCount.value ?? count : count)
              .toLocaleString("en")}
          </span>
        )}
        <span class="grow" />
        <Menu
          label={texts.filter}
          title={texts.filter}
          button="btn ghost sm icon"
          items={KINDS.map((kind) => ({
            icon: kinds.has(kind) ? "check" : "minus",
            text: `${texts.kinds[kind]}s`,
            run: () => {
              const next = new Set(kinds);
              if (!next.delete(kind)) next.add(kind);
              setKinds(next);
            },
          }))}
        >
          <Icon name="filter" />
        </Menu>
        <IconButton
          small
          class="not-phone"
          icon="fold"
          label={texts.closeAll}
          onClick={() => rows.current?.closeAll()}
        />
        <Menu
          label={texts.moreOfTree}
          title={texts.moreOfTree}
          button="btn ghost sm icon"
          items={items}
        >
          <Icon name="more" />
        </Menu>
      </div>
      {phone.value && <SearchField phone />}
      {phone.value && !readable && <Crumbs path={top ?? ""} />}
      {readable ? <FoundTree query={query} /> : (
        <WholeTree
          key={top ?? "tree"}
          top={top}
          kinds={kinds}
          onCount={setCount}
          onRows={(made) => rows.current = made}
          onController={(made) => controller.current = made}
        />
      )}
    </section>
  );
}

/** The plots beside the detail, loaded when there are any. */
function BoardPane() {
  const [Board, setBoard] = useState<ComponentType | undefined>();
  useEffect(() => {
    import("../plots/board.tsx").then(({ Board: made }) =>
      setBoard(() => made)
    );
  }, []);
  return Board === undefined ? <section class="pane board" /> : <Board />;
}

/** See the module. */
export function TreePage() {
  const hasBoard = wide.value && series.value.length > 0;
  const panes = useRef<HTMLElement>(null);
  useEffect(() => {
    const { current } = panes;
    if (current === null) return;
    const board = boardWidth.value === 0
      ? "minmax(360px, 34.5%)"
      : `${boardWidth.value}px`;
    current.style.gridTemplateColumns = phone.value
      ? ""
      : `minmax(240px, ${treeWidth.value}px) 1px minmax(${
        hasBoard ? 320 : 360
      }px, 1fr)${hasBoard ? ` 1px ${board}` : ""}`;
  });
  return (
    <main class={`panes ${hasBoard ? "" : "two"}`} ref={panes}>
      <TreePane />
      <Splitter
        label={texts.treeWidth}
        width={treeWidth}
        min={240}
        max={560}
        side="left"
      />
      <DetailPane />
      {hasBoard && (
        <>
          <Splitter
            label={texts.boardWidth}
            width={boardWidth}
            min={320}
            max={900}
            side="right"
          />
          <BoardPane />
        </>
      )}
    </main>
  );
}
