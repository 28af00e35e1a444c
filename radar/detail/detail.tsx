/**
 * The pane of one element: its head, its tabs, and what they show.
 *
 * @module
 */
import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { MethodEntry } from "../../peer.ts";
import type { Watch } from "../bus/watches.ts";
import {
  bus,
  elementUrl,
  nodeUrl,
  phone,
  route,
  setQuery,
  watches,
  wide,
} from "../page/app.ts";
import { copy } from "../page/clipboard.ts";
import {
  curlCall,
  curlGet,
  curlSet,
  jetCall,
  jetSet,
} from "../values/shell.ts";
import { Icon, IconButton } from "../page/icons.tsx";
import { Menu, type MenuItem } from "../page/menu.tsx";
import { pins, series, togglePin } from "../page/settings.ts";
import { Tabs } from "../page/tabs.tsx";
import { togglePlot } from "../page/series.ts";
import { texts } from "../texts.ts";
import { exactJson } from "../values/exact.ts";
import { ownerOf } from "../page/owners.ts";
import { writeRoute } from "../page/route.ts";
import { metaOf } from "../page/meta.ts";
import { Waiting } from "../page/waiting.tsx";
import { StateTabs } from "./state_tabs.tsx";

function PathTitle({ path }: { path: string }) {
  const segments = path.split("/");
  return (
    <h2>
      {segments.map((segment, i) => {
        const last = i === segments.length - 1;
        const text = <bdi>{segment === "" ? texts.emptyName : segment}</bdi>;
        return last
          ? <span key={i} class="cut">{text}</span>
          : (
            <span key={i} class="cut">
              <a href={nodeUrl(segments.slice(0, i + 1).join("/"))}>
                {text}
              </a>
              <i>/</i>
            </span>
          );
      })}
    </h2>
  );
}

function menuOf(path: string, value: unknown, isState: boolean): MenuItem[] {
  const { origin } = location;
  const json = exactJson(value);
  return [
    {
      icon: "copy",
      text: texts.copyPathItem,
      key: "c",
      run: () => void copy(path),
    },
    {
      icon: "copy",
      text: texts.copyValue,
      key: "⇧ c",
      off: !isState,
      run: () => void copy(json),
    },
    {
      icon: "api",
      text: texts.copyCurl,
      run: () =>
        void copy(
          isState ? curlGet(origin, path) : curlCall(origin, path, "[]"),
        ),
    },
    {
      icon: "api",
      text: texts.copyCurlSet,
      off: !isState,
      run: () => void copy(curlSet(origin, path, json)),
    },
    {
      icon: "api",
      text: texts.copyJet,
      run: () => void copy(isState ? jetSet(path, json) : jetCall(path, "[]")),
    },
    {
      icon: "expand",
      text: texts.copyLink,
      run: () => void copy(location.origin + elementUrl(path)),
    },
    {
      icon: "star",
      text: texts.pinSubtree,
      run: () => togglePin(`${path}/#`),
    },
  ];
}

/** How many children a path without an element has; `undefined`: it is no node. */
function useChildren(watch: Watch | undefined): number | undefined {
  const [children, setChildren] = useState<number>();
  const known = watch?.known.value === true && watch.entry.value === undefined;
  const path = watch?.path;
  useEffect(() => {
    setChildren(undefined);
    if (!known || path === undefined) return;
    bus.peer.list(path, { limit: 1 })
      .then(({ n }) => setChildren(n), () => setChildren(undefined));
  }, [known, path]);
  return children;
}

function Head({ watch, isNode }: { watch: Watch; isNode: boolean }) {
  const { path } = watch;
  const entry = watch.entry.value;
  const was = watch.history.length > 0;
  const kind = entry?.type ?? (isNode ? "node" : was ? "state" : undefined);
  const meta = metaOf(entry);
  const pin = isNode ? `${path}/#` : path;
  const pinned = pins.value.includes(pin);
  const plotted = series.value.includes(path);
  const isState = kind === "state";
  return (
    <div class="dhead">
      <div class="path">
        <a
          class="btn ghost icon only-phone"
          href={elementUrl("", {
            q: route.value.query.q ?? "",
            at: path.slice(0, Math.max(0, path.lastIndexOf("/"))),
          })}
          aria-label={texts.back}
        >
          <Icon name="back" />
        </a>
        {kind !== undefined && (
          <span class={`k k-${kind.charAt(0)} lg`} aria-hidden="true">
            {kind.charAt(0).toUpperCase()}
          </span>
        )}
        <PathTitle path={path} />
        <div class="acts">
          <IconButton
            icon="star"
            label={pinned ? texts.unpin : texts.pin}
            pressed={pinned}
            onClick={() => togglePin(pin)}
          />
          {isState && (
            <IconButton
              icon="plot"
              label={plotted ? texts.unplot : texts.plotIt}
              pressed={plotted}
              onClick={() => togglePlot(path)}
            />
          )}
          <IconButton
            icon="copy"
            label={texts.copyPath}
            class="not-phone"
            onClick={() => void copy(path)}
          />
          <Menu
            label={texts.moreOfElement}
            title={texts.moreOfElement}
            button="btn ghost icon"
            items={menuOf(path, entry?.value, isState)}
          >
            <Icon name="more" />
          </Menu>
        </div>
      </div>
      <p class="meta">
        <span>{kind === undefined ? texts.notThere : texts.kinds[kind]}</span>
        <OwnerLink path={path} known={entry !== undefined} />
        {meta.title !== undefined && (
          <b>
            <bdi>{meta.title}</bdi>
          </b>
        )}
        {entry !== undefined && entry.type !== "node" && (
          <span>
            {texts.youMay}{" "}
            <b>{rightsOf(entry.type, entry.fetchOnly === true)}</b>
          </span>
        )}
        {entry?.quality !== undefined && (
          <span>{texts.quality(entry.quality)}</span>
        )}
        {entry?.stale && <span class="t-warn">{texts.staleValue}</span>}
        {entry?.away && <span class="t-warn">{texts.awayOwner}</span>}
        {!bus.open && <span class="t-warn">{texts.lastKnown}</span>}
      </p>
    </div>
  );
}

/** Who owns it, for those whom the daemon shows that. */
function OwnerLink({ path, known }: { path: string; known: boolean }) {
  const { value } = ownerOf(path, known);
  if (value === undefined) return null;
  return (
    <>
      <span>
        {texts.owner} {value.id > 0
          ? (
            <a
              href={writeRoute({
                view: "peers",
                path: String(value.id),
                query: {},
              })}
            >
              <bdi>{value.name}</bdi>
            </a>
          )
          : <b>{value.name}</b>}
      </span>
      <span class="hide-s">{value.dialect}</span>
    </>
  );
}

function rightsOf(kind: string, fetchOnly: boolean): string {
  if (kind === "method") return fetchOnly ? "fetch" : "call";
  return fetchOnly ? "fetch" : "fetch, set";
}

/** The view of a method, loaded when one is shown first. */
function MethodLoader({ entry }: { entry: MethodEntry }) {
  const [Pane, setPane] = useState<
    ComponentType<{ entry: MethodEntry }> | undefined
  >();
  useEffect(() => {
    import("../methods/method_pane.tsx")
      .then(({ MethodPane }) => setPane(() => MethodPane));
  }, []);
  return Pane === undefined ? null : <Pane entry={entry} />;
}

/** The plots, where there is no room for them beside the detail. */
function BoardTab() {
  const [Board, setBoard] = useState<ComponentType | undefined>();
  useEffect(() => {
    import("../plots/board.tsx")
      .then(({ Board: made }) => setBoard(() => made));
  }, []);
  return <div class="board-tab">{Board !== undefined && <Board />}</div>;
}

/** What is shown of a node, or of a path where nothing is. */
function Absent({ watch, count }: {
  watch: Watch;
  /** How many children it has; `undefined`: it is no node. */
  count: number | undefined;
}) {
  if (!watch.known.value) {
    return <Waiting />;
  }
  if (count === undefined) {
    return (
      <div class="empty">
        <h2>{texts.absent}</h2>
        {texts.absentHint}
      </div>
    );
  }
  return (
    <div class="empty">
      <h2>{texts.isNode(count)}</h2>
      {phone.value
        ? <a class="btn" href={nodeUrl(watch.path)}>{texts.showChildren}</a>
        : texts.nodeHint}
    </div>
  );
}

function Body({ watch, nodeChildren }: {
  watch: Watch;
  nodeChildren: number | undefined;
}) {
  const entry = watch.entry.value;
  const tab = route.value.query.tab ?? "value";
  if (entry?.type === "method") return <MethodLoader entry={entry} />;
  if (entry?.type !== "state" && watch.history.length === 0) {
    return <Absent watch={watch} count={nodeChildren} />;
  }
  watch.version.value;
  const { length } = watch.history;
  const isPlot = tab === "plot" && !wide.value;
  return (
    <>
      <Tabs
        label={texts.elementTabs}
        current={tab}
        onChange={(next) => setQuery({ tab: next === "value" ? "" : next })}
        tabs={[
          { id: "value", text: texts.tabs.value },
          {
            id: "history",
            text: texts.tabs.history,
            count: length.toLocaleString("en"),
          },
          ...wide.value ? [] : [{ id: "plot", text: texts.tabs.plot }],
          { id: "diff", text: texts.tabs.diff },
          { id: "info", text: texts.tabs.info },
        ]}
      />
      {isPlot ? <BoardTab /> : (
        <StateTabs
          watch={watch}
          entry={entry?.type === "state" ? entry : undefined}
          tab={tab}
        />
      )}
    </>
  );
}

const TABS = ["value", "history", "diff", "info"];

/** See the module. */
export function DetailPane() {
  const { path, view } = route.value;
  const wanted = view === "tree" ? path : "";
  const [watch, setWatch] = useState<Watch>();
  useEffect(() => {
    if (wanted === "") return setWatch(undefined);
    const acquired = watches.acquire(wanted);
    setWatch(acquired);
    return () => watches.release(acquired);
  }, [wanted]);
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      const step = { "[": -1, "]": 1 }[event.key];
      const { target } = event;
      if (step === undefined || !(target instanceof Element)) return;
      if (target.closest("input, textarea, select") !== null) return;
      const at = TABS.indexOf(route.value.query.tab ?? "value");
      const next = TABS[(at + step + TABS.length) % TABS.length];
      setQuery({ tab: next === "value" ? "" : next });
    };
    addEventListener("keydown", pressed);
    return () => removeEventListener("keydown", pressed);
  }, []);
  const children = useChildren(watch?.path === wanted ? watch : undefined);
  const shown = !phone.value || wanted !== "" ? "show" : "";
  if (wanted === "" || watch === undefined || watch.path !== wanted) {
    return (
      <section class={`pane ${shown}`} aria-label={texts.chooseElement}>
        {wanted === "" && (
          <div class="empty">
            <h2>{texts.chooseElement}</h2>
            {texts.chooseElementHint}
          </div>
        )}
      </section>
    );
  }
  return (
    <section class={`pane ${shown}`} aria-label={wanted}>
      <Head watch={watch} isNode={children !== undefined} />
      <Body key={wanted} watch={watch} nodeChildren={children} />
    </section>
  );
}
