/**
 * The addresses of the views. Each view opens from its address alone.
 *
 * @module
 */

/** The views of the rail. */
export const VIEWS = [
  "tree",
  "pins",
  "group",
  "plots",
  "peers",
  "daemon",
  "gun",
  "api",
] as const;
/** One of {@linkcode VIEWS}. */
export type View = typeof VIEWS[number];

/** What an address shows. */
export interface Route {
  readonly view: View;
  /** The path, the title of a group, the id of a peer or the soul; "" if none. */
  readonly path: string;
  /** Parameters such as `q` and `tab`. */
  readonly query: Readonly<Record<string, string>>;
}

/** Where Radar is served. */
export const BASE = "/radar/";

/**
 * Reads an address. The path is everything behind the view, its segments
 * percent-encoded one by one: empty segments survive.
 */
export function readRoute(pathname: string, search: string): Route {
  const rest = pathname.startsWith(BASE) ? pathname.slice(BASE.length) : "";
  const slash = rest.indexOf("/");
  const name = slash < 0 ? rest : rest.slice(0, slash);
  const view = VIEWS.find((one) => one === name) ?? "tree";
  const encoded = slash < 0 ? "" : rest.slice(slash + 1);
  return {
    view,
    path: encoded.split("/").map(decode).join("/"),
    query: Object.fromEntries(new URLSearchParams(search)),
  };
}

/** The address of a view. */
export function writeRoute({ view, path, query }: Route): string {
  const encoded = path.split("/").map(encodeSegment).join("/");
  const given = Object.entries(query).filter(([, value]) => value !== "");
  const search = new URLSearchParams(given).toString();
  return BASE + view + (path === "" ? "" : `/${encoded}`) +
    (search === "" ? "" : `?${search}`);
}

// Browsers resolve segments of dots, also if they are encoded once.
function encodeSegment(segment: string): string {
  const encoded = encodeURIComponent(segment);
  return segment === "." || segment === ".."
    ? encoded.replaceAll(".", "%252E")
    : encoded;
}

function decode(segment: string): string {
  try {
    const text = decodeURIComponent(segment);
    return /^(%2E){1,2}$/.test(text) ? text.replaceAll("%2E", ".") : text;
  } catch {
    return segment;
  }
}
