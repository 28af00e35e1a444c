/**
 * Serves Radar, the page that shows the bus: its index for every address below
 * `/radar/`, and the files that it loads.
 *
 * @module
 */
import type { Context, Hono } from "npm:hono@4.13.19";
import { ServedFile } from "./served_file.ts";

/** Nothing of other origins, no inline scripts or styles, no markup by text. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' blob: data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
].join("; ");

/** Headers of every response. */
const HEADERS = {
  "Content-Security-Policy": CONTENT_SECURITY_POLICY,
  "X-Content-Type-Options": "nosniff",
  "Referrer-Policy": "no-referrer",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Resource-Policy": "same-origin",
};

/** The name of a file that the page loads has a hash of its content. */
const ASSET_PATH = /^\/radar\/([\w.-]+\.(?:js|css|svg))$/;

/** The page and its files by their names. */
interface Site {
  readonly index: ServedFile;
  /** The page that tries the API. */
  readonly explorer: ServedFile;
  readonly files: ReadonlyMap<string, ServedFile>;
}

let site: Promise<Site> | undefined;

async function loadSite(): Promise<Site> {
  const { ASSETS, EXPLORER, INDEX } = await import("./radar/assets.ts");
  // The names of the files in it change with their contents.
  const names = ASSETS.map(({ name }) => name).join();
  const digest = await crypto.subtle.digest(
    "SHA-256",
    new TextEncoder().encode(INDEX + EXPLORER + names),
  );
  const tag = Array.from(
    new Uint8Array(digest, 0, 8),
    (byte) => byte.toString(16).padStart(2, "0"),
  ).join("");
  return {
    index: new ServedFile(INDEX, "text/html", tag),
    explorer: new ServedFile(EXPLORER, "text/html", tag),
    files: new Map(
      ASSETS.map(({ name, type, content }) => [
        name,
        new ServedFile(content, type, name),
      ]),
    ),
  };
}

const PAGE_HEADERS = { ...HEADERS, "Cache-Control": "no-cache" };

async function serveExplorer(
  context: Context,
  next: () => Promise<void>,
): Promise<Response | void> {
  if (!wantsPage(context)) return await next();
  const { explorer } = await (site ??= loadSite());
  return await explorer.respond(context, PAGE_HEADERS);
}

async function serve(context: Context): Promise<Response> {
  const { index, files } = await (site ??= loadSite());
  const match = ASSET_PATH.exec(context.req.path);
  if (match === null) {
    return await index.respond(context, PAGE_HEADERS);
  }
  const file = files.get(match[1]);
  return file === undefined
    ? context.text("There is no such file\n", 404)
    : await file.respond(context, {
      ...HEADERS,
      "Cache-Control": "public, max-age=31536000, immutable",
    });
}

/** Whether a browser asks for a page, and not a peer for a WebSocket. */
export function wantsPage(context: Context): boolean {
  return context.req.header("upgrade") === undefined &&
    /\btext\/html\b/.test(context.req.header("accept") ?? "");
}

/** Adds Radar to an app. */
export function serveRadar(app: Hono): void {
  app.get("/radar", (context) => context.redirect("/radar/", 302));
  app.get("/radar/*", serve);
  for (const path of ["/v1", "/v1/"]) app.get(path, serveExplorer);
}
