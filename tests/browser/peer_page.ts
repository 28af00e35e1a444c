/**
 * A page whose script is a peer, served on this machine.
 *
 * @module
 */
import { CheckoutServer } from "../support/checkout_server.ts";

/** Serves a page that runs a script and reports its errors. */
export class PeerPage implements AsyncDisposable {
  readonly #server: CheckoutServer;
  readonly #failed = Promise.withResolvers<never>();

  /** @param script Makes the script, given the URL of each file. */
  constructor(script: (url: (file: string) => string) => string) {
    this.#failed.promise.catch(() => {});
    this.#server = new CheckoutServer({
      javascript: true,
      fallback: async (request) => {
        switch (new URL(request.url).pathname) {
          case "/":
            return page(script((file) => this.#server.url(file)));
          case "/failed":
            this.#failed.reject(new Error(`the page: ${await request.text()}`));
            return new Response();
        }
        return new Response("not found\n", { status: 404 });
      },
    });
  }

  /** Where the page is. */
  get url(): string {
    return new URL("/", this.#server.url("")).href;
  }

  /** Rejected if the page has failed. */
  get failed(): Promise<never> {
    return this.#failed.promise;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#server[Symbol.asyncDispose]();
  }
}

function page(script: string): Response {
  const html = `<!doctype html>
<meta charset="utf-8">
<title>A peer</title>
<link rel="icon" href="data:,">
<script>
const failed = (reason) =>
  fetch("/failed", { method: "POST", body: String(reason?.stack ?? reason) });
addEventListener("error", (event) => failed(event.error ?? event.message));
addEventListener("unhandledrejection", (event) => failed(event.reason));
</script>
<script type="module">
${script}
</script>
`;
  return new Response(html, { headers: { "content-type": "text/html" } });
}
