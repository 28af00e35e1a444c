/**
 * Serves the checkout over HTTP, on this machine only.
 *
 * @module
 */
import { stripTypeScriptTypes } from "node:module";
import { ROOT } from "./runtimes.ts";

/** How the checkout is served. */
export interface CheckoutOptions {
  /** Whether TypeScript is turned into JavaScript, as browsers need it. */
  javascript?: boolean;
  /** Answers what is not in the checkout. */
  fallback?: (request: Request) => Response | Promise<Response>;
}

/** JavaScript of files, which do not change while tests run. */
const stripped = new Map<string, string>();

async function strippedText(file: string): Promise<string> {
  const known = stripped.get(file);
  if (known !== undefined) return known;
  const text = stripTypeScriptTypes(await Deno.readTextFile(file));
  stripped.set(file, text);
  return text;
}

/** An HTTP server whose files are those of the checkout. */
export class CheckoutServer implements AsyncDisposable {
  readonly #server: Deno.HttpServer<Deno.NetAddr>;
  // Another port would be the same to a cache that remembers the URLs.
  readonly #folder = `/${crypto.randomUUID()}/`;
  readonly #options: CheckoutOptions;

  constructor(options: CheckoutOptions = {}) {
    this.#options = options;
    this.#server = Deno.serve({
      hostname: "127.0.0.1",
      port: 0,
      onListen() {},
      handler: (request) => this.#answer(request),
    });
  }

  /** Where a file of the checkout is found. */
  url(file: string): string {
    return `http://127.0.0.1:${this.#server.addr.port}${this.#folder}${file}`;
  }

  async #answer(request: Request): Promise<Response> {
    const { pathname } = new URL(request.url);
    const { javascript, fallback } = this.#options;
    if (!pathname.startsWith(this.#folder) || !pathname.endsWith(".ts")) {
      return await fallback?.(request) ??
        new Response("not found\n", { status: 404 });
    }
    const file = ROOT + pathname.slice(this.#folder.length);
    const text = javascript
      ? await strippedText(file)
      : await Deno.readTextFile(file);
    return new Response(text, {
      headers: {
        "content-type": javascript ? "text/javascript" : "text/typescript",
      },
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.shutdown();
  }
}
