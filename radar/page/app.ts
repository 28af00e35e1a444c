/**
 * What all views of the page share: the connection, what is followed, the
 * address, and one line for answers.
 *
 * @module
 */
import { computed, type Signal, signal } from "@preact/signals";
import { BusConnection } from "../bus/connection.ts";
import { Watches } from "../bus/watches.ts";
import { readRoute, type Route, writeRoute } from "./route.ts";

/** The connection. */
export const bus: BusConnection = new BusConnection(
  `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/`,
);
addEventListener("pagehide", () => bus.leave());
addEventListener("pageshow", ({ persisted }) => {
  if (persisted) bus.enter();
});
/** What is followed. */
export const watches: Watches = new Watches(bus);

/** What the address shows. */
export const route: Signal<Route> = signal(
  readRoute(location.pathname, location.search),
);

addEventListener("popstate", () => {
  route.value = readRoute(location.pathname, location.search);
});

/** Goes to an address; `replace` makes no entry in the browser's history. */
export function go(
  to: Partial<Route> & Pick<Route, "view">,
  replace = false,
): void {
  const next: Route = { path: "", query: {}, ...to };
  const url = writeRoute(next);
  if (url === location.pathname + location.search) return;
  if (replace) history.replaceState(null, "", url);
  else history.pushState(null, "", url);
  route.value = next;
}

/** Changes parameters of the address. */
export function setQuery(
  query: Readonly<Record<string, string>>,
  replace = true,
): void {
  const { value } = route;
  go({ ...value, query: { ...value.query, ...query } }, replace);
}

/** The address of an element in the tree. */
export function elementUrl(path: string, query: Route["query"] = {}): string {
  return writeRoute({ view: "tree", path, query });
}

/** The address that shows the children of a node. */
export function nodeUrl(path: string): string {
  return phone.value
    ? writeRoute({ view: "tree", path: "", query: { at: path } })
    : elementUrl(path);
}

/** Opens links of the page without loading it again. */
export function followLink(event: MouseEvent): void {
  const { target } = event;
  if (event.button !== 0 || event.ctrlKey || event.metaKey) return;
  if (event.shiftKey || !(target instanceof Element)) return;
  const link = target.closest("a");
  if (link === null || link.origin !== location.origin) return;
  if (!link.pathname.startsWith("/radar/") || link.hash !== "") return;
  event.preventDefault();
  const { view, path, query } = readRoute(link.pathname, link.search);
  go({ view, path, query });
}

/** The time, once a second: ages follow it. */
export const now: Signal<number> = signal(Date.now());
setInterval(() => {
  if (!document.hidden) now.value = Date.now();
}, 1000);

/** The path that is selected in the tree, "" if none. */
export const selected = computed(() =>
  route.value.view === "tree" ? route.value.path : ""
);

/** The path that was selected last, in whatever view; "" if none was. */
export const lastSelected: Signal<string> = signal(selected.peek());
selected.subscribe((path) => {
  if (path !== "") lastSelected.value = path;
});

/** What is typed into the search. */
export const search = computed(() => route.value.query.q ?? "");

/** The text that a screen reader reads out. */
export const announced: Signal<string> = signal("");

/** A line that floats: only for what can't be shown at its place. */
export interface Toast {
  readonly text: string;
  readonly error: boolean;
}
/** The line that floats now. */
export const toast: Signal<Toast | undefined> = signal(undefined);

/** Where a login is asked for. */
export const loginShown: Signal<boolean> = signal(false);
/** Whether the list of keys is shown. */
export const keysShown: Signal<boolean> = signal(false);

/** Whether there is room for the plots beside the detail. */
export const wide: Signal<boolean> = mediaSignal("(min-width: 1100px)");
/** Whether the system wants dark colours. */
export const systemDark: Signal<boolean> = mediaSignal(
  "(prefers-color-scheme: dark)",
);
/** Whether one pane fills the screen. */
export const phone: Signal<boolean> = mediaSignal("(max-width: 719px)");

function mediaSignal(query: string): Signal<boolean> {
  const media = matchMedia(query);
  const matches = signal(media.matches);
  media.addEventListener("change", () => matches.value = media.matches);
  return matches;
}

/** Counters of the foot. */
export const liveRows: Signal<number> = signal(0);
/** States and methods of the whole bus; `undefined`: not known. */
export const elementCount: Signal<number | undefined> = signal(undefined);
