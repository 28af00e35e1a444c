// Serves the page of an example, and the peer library to it as JavaScript.
// Nothing is built: browsers take peer.ts as it is once its types are gone.
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import nodeModule from "node:module";
import { env } from "node:process";

/** What Bun has in the place of node's `stripTypeScriptTypes`. */
interface Transpiler {
  transformSync(code: string): string;
}
declare const Bun: {
  Transpiler: new (options: { loader: "ts" }) => Transpiler;
};

const CHECKOUT = new URL("../", import.meta.url);
/** No dots but that of `.ts`: what is asked for stays within these folders. */
const LIBRARY = /^\/(peer|(base|peer|protocol|transport)\/[\w/]+)\.ts$/;
/** Scripts and styles beside the page. */
const BESIDE = /^\/[\w-]+\.(?:js|css)$/;
const CSS = "text/css; charset=utf-8";
const JAVASCRIPT = "text/javascript; charset=utf-8";

/** What {@linkcode serve} serves. */
export interface Served {
  /** The page. */
  page: URL;
  /** The daemon that the page connects to: `ws://…`. */
  daemon: string;
  /** Where it is served if `PORT` is not set; 0 takes any port that is free. */
  port: number;
}

/**
 * Serves a page at `/`, to this machine only, with what is
 * beside it. The page has
 * `import { daemon, Peer } from "/jet.js"`: the library, and where the daemon
 * is.
 *
 * @returns the URL of the page.
 */
export async function serve({ page, daemon, port }: Served): Promise<string> {
  if (!/^wss?:/.test(daemon)) {
    throw new TypeError(`browsers need ws:// or wss://, not ${daemon}`);
  }

  /** The type and the content of what has a path. */
  async function find(path: string): Promise<[string, string] | undefined> {
    if (path === "/") {
      return ["text/html; charset=utf-8", await readFile(page, "utf8")];
    }
    if (path === "/style.css" || path === "/page.js") {
      const file = new URL(`.${path}`, import.meta.url);
      const type = path === "/page.js" ? JAVASCRIPT : CSS;
      return [type, await readFile(file, "utf8")];
    }
    if (path === "/jet.js") {
      const url = JSON.stringify(daemon);
      const code = `export * from "/peer.ts"; export const daemon = ${url};`;
      return [JAVASCRIPT, code];
    }
    if (BESIDE.test(path)) {
      const type = path.endsWith(".js") ? JAVASCRIPT : CSS;
      return [type, await readFile(new URL(`.${path}`, page), "utf8")];
    }
    if (LIBRARY.test(path)) {
      const source = await readFile(new URL(`.${path}`, CHECKOUT), "utf8");
      return [JAVASCRIPT, withoutTypes(source)];
    }
  }

  const server = createServer(async (request, response) => {
    const found = await find(request.url ?? "").catch(() => undefined);
    const [type, content] = found ?? ["text/plain", "not found\n"];
    response.writeHead(found ? 200 : 404, { "content-type": type });
    response.end(content);
  });
  // A connection that is closed here fails a request that is on its way.
  server.keepAliveTimeout = 0;
  await new Promise<void>((resolve, reject) => {
    server.on("error", reject);
    server.listen(Number(env.PORT ?? port), "127.0.0.1", resolve);
  });
  const address = server.address();
  if (address === null || typeof address === "string") {
    throw new TypeError("it listens on no port");
  }
  return `http://localhost:${address.port}/`;
}

function withoutTypes(source: string): string {
  // Bun's node:module has no stripTypeScriptTypes.
  return "Bun" in globalThis
    ? new Bun.Transpiler({ loader: "ts" }).transformSync(source)
    : nodeModule.stripTypeScriptTypes(source);
}
