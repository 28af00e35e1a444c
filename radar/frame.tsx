/**
 * The frame of the page: top, rail, the view, foot, and what floats above.
 *
 * @module
 */
import type { ComponentType } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { HISTORY_BYTES } from "./bus/history.ts";
import { texts } from "./texts.ts";
import { TreePage } from "./tree/tree_page.tsx";
import {
  formatAge,
  formatBytes,
  formatTime,
  formatZone,
} from "./values/kinds.ts";
import {
  announced,
  bus,
  elementCount,
  followLink,
  go,
  keysShown,
  liveRows,
  loginShown,
  now,
  phone,
  route,
  toast,
  watches,
} from "./page/app.ts";
import { countElements } from "./page/count_elements.ts";
import { Icon, IconButton } from "./page/icons.tsx";
import { KeyList } from "./page/keys.tsx";
import { Login } from "./page/login.tsx";
import { type View, writeRoute } from "./page/route.ts";
import { Top } from "./page/top.tsx";
import type { IconName } from "./page/icon_paths.ts";

const RAIL: readonly (readonly [view: View, icon: IconName])[] = [
  ["tree", "tree"],
  ["pins", "star"],
  ["plots", "plot"],
  ["peers", "peers"],
  ["daemon", "daemon"],
  ["gun", "gun"],
  ["api", "api"],
];

function Rail() {
  const { view } = route.value;
  const [more, setMore] = useState(false);
  useEffect(() => setMore(false), [view]);
  const link = ([name, icon]: typeof RAIL[number]) => (
    <a
      key={name}
      href={writeRoute({ view: name, path: "", query: {} })}
      aria-current={view === name ? "page" : undefined}
    >
      <Icon name={icon} />
      {texts.views[name]}
    </a>
  );
  return (
    <nav class="rail" aria-label={texts.viewsLabel}>
      {RAIL.map(link)}
      <span class="gap" />
      <a
        class="only-phone"
        href="/radar/daemon"
        aria-expanded={more}
        onClick={(event) => {
          event.preventDefault();
          event.stopPropagation();
          setMore(!more);
        }}
      >
        <Icon name="menu" />
        {texts.views.more}
      </a>
      {more && phone.value && (
        <div class="menu more-menu" role="menu">
          {RAIL.slice(3).map(([name, icon]) => (
            <button
              key={name}
              type="button"
              role="menuitem"
              onClick={() => go({ view: name })}
            >
              <Icon name={icon} />
              {texts.views[name]}
            </button>
          ))}
          {bus.info.value?.features.authentication === true && (
            <button
              type="button"
              role="menuitem"
              onClick={() => {
                setMore(false);
                if (bus.user.value === "") loginShown.value = true;
                else bus.logout();
              }}
            >
              <Icon name="user" />
              {bus.user.value === "" ? texts.login : texts.logout}
            </button>
          )}
        </div>
      )}
    </nav>
  );
}

function Foot() {
  now.value;
  const [before, used, after] = texts.historyOf(
    (watches.budget.used / 1e6).toFixed(1),
    formatBytes(HISTORY_BYTES),
  );
  return (
    <footer class="foot">
      <span hidden={elementCount.value === undefined}>
        <b>{elementCount.value?.toLocaleString("en")}</b> {texts.elements}
      </span>
      <span>
        <b>{liveRows.value}</b> {texts.liveRows}
      </span>
      <span>
        {before}
        <b>{used}</b>
        {after}
      </span>
      <span class="grow" />
      <span class="hide-m">{texts.arrival(formatZone())}</span>
      <button
        type="button"
        class="keys-button"
        onClick={() => keysShown.value = true}
      >
        {texts.keys} <kbd>?</kbd>
      </button>
    </footer>
  );
}

/** Says that the connection is lost, or that the daemon was restarted. */
export function Banner() {
  const { value } = bus.state;
  const [seen, setSeen] = useState(0);
  const restarted = bus.restartedAt.value;
  if (value.kind === "lost") {
    const at = now.value;
    return (
      <div class="banner" role="status">
        <span class="dot lost" />
        {texts.noConnection(
          formatAge(at - value.since),
          formatAge(value.nextAt - at),
        )}
        <button type="button" class="btn sm" onClick={() => bus.retry()}>
          {texts.tryNow}
        </button>
      </div>
    );
  }
  if (restarted <= seen) return null;
  return (
    <div class="banner" role="status">
      <span class="dot busy" />
      {texts.restarted(formatTime(restarted).slice(0, 8))}
      <IconButton
        small
        icon="x"
        label={texts.close}
        onClick={() => setSeen(restarted)}
      />
    </div>
  );
}

function Toast() {
  const { value } = toast;
  if (value === undefined) return null;
  return (
    <div class={`toast floating ${value.error ? "err" : ""}`} role="status">
      <Icon name={value.error ? "err" : "info"} />
      <span class="grow">{value.text}</span>
      <IconButton
        small
        icon="x"
        label={texts.close}
        onClick={() =>
          toast.value = undefined}
      />
    </div>
  );
}

type Load = () => Promise<{ readonly Page: ComponentType }>;
/** All views but the tree, which is there from the beginning. */
type Pages = Readonly<Record<Exclude<View, "tree">, Load>> & {
  readonly tree?: undefined;
};

/** Loads the view of an address when it is shown first. */
const LAZY: Pages = {
  pins: () => import("./pages/pins.tsx"),
  group: () => import("./pages/groups.tsx"),
  plots: () => import("./pages/plots.tsx"),
  peers: () => import("./peers/peers.tsx"),
  daemon: () => import("./pages/daemon.tsx"),
  gun: () => import("./pages/gun.tsx"),
  api: () => import("./pages/api.tsx"),
};
const loaded = new Map<View, ComponentType>();

function ViewPage() {
  const { view } = route.value;
  const [, setTick] = useState(0);
  const load = LAZY[view];
  useEffect(() => {
    if (load === undefined || loaded.has(view)) return;
    load().then(({ Page }) => {
      loaded.set(view, Page);
      setTick((tick) => tick + 1);
    }, (error: unknown) => {
      toast.value = { text: String(error), error: true };
    });
  }, [view]);
  if (load === undefined) return <TreePage />;
  const Page = loaded.get(view);
  return Page === undefined ? <main aria-busy="true" /> : <Page />;
}

/** Keys that work everywhere but in fields. */
function pressed(event: KeyboardEvent): void {
  const { target, key } = event;
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const typing = target instanceof Element &&
    target.closest("input, textarea, select, [role=menu], [role=dialog]");
  if (typing) return;
  if (key === "/") {
    const field = document.querySelector("[data-search]");
    if (field instanceof HTMLInputElement) {
      event.preventDefault();
      field.focus();
      field.select();
    }
  } else if (key === "?") {
    keysShown.value = true;
  }
}

/** See the module. */
export function Frame() {
  const root = useRef<HTMLDivElement>(null);
  useEffect(() => {
    addEventListener("keydown", pressed);
    return () => removeEventListener("keydown", pressed);
  }, []);
  useEffect(countElements, []);
  const { view, path } = route.value;
  useEffect(() => {
    document.title = `${
      path === "" ? texts.views[view] : path
    } – ${texts.title}`;
  }, [view, path]);
  return (
    <div class="app" ref={root} onClick={followLink}>
      <Top />
      <Rail />
      <div class="stage">
        <Banner />
        <ViewPage />
      </div>
      <Foot />
      <Toast />
      {loginShown.value && <Login />}
      {keysShown.value && <KeyList />}
      <p class="vh" role="status" aria-live="polite">{announced.value}</p>
    </div>
  );
}
