/**
 * Serves Radar, the page that shows the bus: its index for every address below
 * `/radar/`, and the files that it loads.
 *
 * @module
 */
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import type { Context, Hono } from "npm:hono@4.13.19";

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

const compressors = {
  br: promisify((
    content: Uint8Array,
    done: (error: Error | null, bytes: Uint8Array) => void,
  ) =>
    brotliCompress(content, {
      params: { [constants.BROTLI_PARAM_QUALITY]: 9 },
    }, done)
  ),
  gzip: promisify((
    content: Uint8Array,
    done: (error: Error | null, bytes: Uint8Array) => void,
  ) => gzip(content, done)),
};

/** A content coding, or none. */
type Coding = "br" | "gzip" | "identity";

/** The coding that a browser takes. */
function codingOf(context: Context): Coding {
  const accepted = (context.req.header("accept-encoding") ?? "").split(",")
    .map((part) => part.trim().split(";")[0]);
  return accepted.includes("br")
    ? "br"
    : accepted.includes("gzip")
    ? "gzip"
    : "identity";
}

/** A file in memory; compressed when it is asked for first. */
class ServedFile {
  readonly #bytes: Uint8Array;
  readonly #type: string;
  readonly #tag: string;
  readonly #codings = new Map<Coding, Promise<Uint8Array>>();

  constructor(content: string, type: string, tag: string) {
    this.#bytes = new TextEncoder().encode(content);
    this.#type = `${type}; charset=utf-8`;
    this.#tag = tag;
  }

  async respond(context: Context, cacheControl: string): Promise<Response> {
    const coding = codingOf(context);
    const etag = `"${this.#tag}-${coding}"`;
    const headers: Record<string, string> = {
      ...HEADERS,
      "Cache-Control": cacheControl,
      "ETag": etag,
      "Vary": "Accept-Encoding",
    };
    const known = context.req.header("if-none-match") ?? "";
    if (known.split(",").some((one) => one.trim() === etag)) {
      return new Response(null, { status: 304, headers });
    }
    headers["Content-Type"] = this.#type;
    if (coding !== "identity") headers["Content-Encoding"] = coding;
    const bytes = await this.#encoded(coding);
    return new Response(bytes.slice(), { headers });
  }

  #encoded(coding: Coding): Promise<Uint8Array> {
    let encoded = this.#codings.get(coding);
    if (encoded === undefined) {
      encoded = coding === "identity"
        ? Promise.resolve(this.#bytes)
        : compressors[coding](this.#bytes);
      this.#codings.set(coding, encoded);
    }
    return encoded;
  }
}

/** The page and its files by their names. */
interface Site {
  readonly index: ServedFile;
  readonly files: ReadonlyMap<string, ServedFile>;
}

let site: Promise<Site> | undefined;

async function loadSite(): Promise<Site> {
  const { ASSETS, INDEX } = await import("./radar/assets.ts");
  // The names of the files in it change with their contents.
  const names = ASSETS.map(({ name }) => name).join();
  const digest = await crypto.subtle.digest(
    "SHA-256",
    new TextEncoder().encode(INDEX + names),
  );
  const tag = Array.from(
    new Uint8Array(digest, 0, 8),
    (byte) => byte.toString(16).padStart(2, "0"),
  ).join("");
  return {
    index: new ServedFile(INDEX, "text/html", tag),
    files: new Map(
      ASSETS.map(({ name, type, content }) => [
        name,
        new ServedFile(content, type, name),
      ]),
    ),
  };
}

async function serve(context: Context): Promise<Response> {
  const { index, files } = await (site ??= loadSite());
  const match = ASSET_PATH.exec(context.req.path);
  if (match === null) return await index.respond(context, "no-cache");
  const file = files.get(match[1]);
  return file === undefined
    ? context.text("There is no such file\n", 404)
    : await file.respond(context, "public, max-age=31536000, immutable");
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
}
