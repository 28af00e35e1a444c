/**
 * A headless Chromium whose pages are driven as a user would: by keys and
 * clicks, over the DevTools protocol. Test files in one isolate share it, since
 * its start takes 2 s of CPU.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import { besideOthers } from "../support/beside.ts";
import { NO_CHROMIUM, startChromium } from "./chromium.ts";
import { asRecord } from "../support/client.ts";
import { TemporaryFolder } from "../support/temporary.ts";
import { within } from "../support/within.ts";

let shared: Browser | undefined;
let isShared = false;

/**
 * Starts the shared browser before the tests of the file, if there is a
 * Chromium, and ends it after them.
 *
 * @returns What a test calls for its own pages.
 */
export function sharedBrowser(): () => Pages {
  if (!isShared && !NO_CHROMIUM) {
    isShared = true;
    Deno.test.beforeAll(async () => {
      shared = await Browser.start();
    });
    Deno.test.afterAll(async () => {
      await shared?.[Symbol.asyncDispose]();
    });
  }
  return () => {
    if (shared === undefined) throw new Error("there is no browser");
    return new Pages(shared);
  };
}

/**
 * Starts a browser for a program that is no test.
 *
 * @param args Arguments of Chromium beside the usual ones.
 */
export async function startPages(
  stack: AsyncDisposableStack,
  ...args: string[]
): Promise<Pages> {
  const browser = stack.use(await Browser.start(...args));
  return stack.use(new Pages(browser));
}

/** How a test with a browser is registered. */
interface BrowserTestOptions {
  ignore?: boolean;
  /** Whether the test may run beside others; `true` if not given. */
  beside?: boolean;
}

/** Registers a test with a browser; it is ignored if there is none. */
export function withBrowser(
  name: string,
  test: (pages: Pages) => Promise<void>,
  { ignore = false, beside = true }: BrowserTestOptions = {},
): void {
  const pagesOf = sharedBrowser();
  const options = { ignore: ignore || NO_CHROMIUM };
  const body = async () => {
    await using pages = pagesOf();
    await test(pages);
    pages.check();
  };
  if (beside) besideOthers(name, body, options);
  else Deno.test(name, options, body);
}

/** What a page says of a server that has ended. */
const SERVER_GONE =
  /"(WebSocket connection to .* failed: .*|Failed to load resource: net::)ERR_CONNECTION_(REFUSED|RESET|CLOSED)/;

/** What an event says. */
type Params = Record<string, unknown>;
type Listener = (params: Params) => void;

/** A browser without any page at first. */
class Browser implements AsyncDisposable {
  readonly #stack = new AsyncDisposableStack();
  readonly #socket: WebSocket;
  readonly #waiting = new Map<number, PromiseWithResolvers<unknown>>();
  readonly #listeners = new Map<string, Listener>();
  #lastId = 0;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.onmessage = ({ data }) => this.#received(asRecord(JSON.parse(data)));
  }

  static async start(...args: string[]): Promise<Browser> {
    await using stack = new AsyncDisposableStack();
    const folder = stack.use(await TemporaryFolder.create());
    const program = stack.use(
      startChromium(folder, "--remote-debugging-port=0", ...args),
    );
    const listening = /^DevTools listening on (ws:.*)$/;
    const [, url] = await program.stderr.match(listening);
    const socket = new WebSocket(url);
    await within(opened(socket), "a connection to chromium");
    const browser = new Browser(socket);
    browser.#stack.use(stack.move());
    return browser;
  }

  /** Passes the events of a session of the protocol on. */
  listen(sessionId: string, listener: Listener): void {
    this.#listeners.set(sessionId, listener);
  }

  /** Ignores further events of a session. */
  unlisten(sessionId: string): void {
    this.#listeners.delete(sessionId);
  }

  /** Sends a command. */
  async send(
    method: string,
    params: Record<string, unknown> = {},
    sessionId?: string,
  ): Promise<Record<string, unknown>> {
    const id = ++this.#lastId;
    const answer = Promise.withResolvers<unknown>();
    this.#waiting.set(id, answer);
    this.#socket.send(JSON.stringify({ id, method, params, sessionId }));
    return asRecord(await within(answer.promise, method, 60));
  }

  #received(message: Record<string, unknown>): void {
    const { id, result, error, sessionId } = message;
    if (typeof id !== "number") {
      this.#listeners.get(String(sessionId))?.(message);
      return;
    }
    const answer = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (error === undefined) answer?.resolve(result);
    else answer?.reject(new Error(JSON.stringify(error)));
  }

  /** Ends it. */
  async [Symbol.asyncDispose](): Promise<void> {
    const closed = new Promise((resolve) => this.#socket.onclose = resolve);
    this.#socket.close();
    await closed;
    await this.#stack.disposeAsync();
  }
}

/** The pages of a test; each has a profile of its own. */
export class Pages implements AsyncDisposable {
  readonly #browser: Browser;
  readonly #pages: Page[] = [];
  readonly #profiles: unknown[] = [];

  /** Made by {@linkcode sharedBrowser}. */
  constructor(browser: Browser) {
    this.#browser = browser;
  }

  /** Opens a page and waits until it is loaded. */
  async open(url: string): Promise<Page> {
    const browser = this.#browser;
    const { browserContextId } = await browser.send(
      "Target.createBrowserContext",
    );
    this.#profiles.push(browserContextId);
    const { targetId } = await browser.send("Target.createTarget", {
      url: "about:blank",
      browserContextId,
      width: 1000,
      height: 700,
    });
    const { sessionId } = await browser.send("Target.attachToTarget", {
      targetId,
      flatten: true,
    });
    const page = new Page(browser, String(sessionId));
    this.#pages.push(page);
    browser.listen(page.session, (event) => page.received(event));
    await page.load(url);
    return page;
  }

  /** Opens a tab in front of a page, so that its timers are throttled. */
  async hide(page: Page): Promise<void> {
    const { browserContextId } = await page.target();
    await this.#browser.send("Target.createTarget", {
      url: "about:blank",
      browserContextId,
    });
    const hidden = `new Promise((resolve) => {
      const look = () => document.hidden && resolve();
      document.addEventListener("visibilitychange", look);
      look();
    })`;
    await within(page.evaluate(hidden), "a hidden page");
  }

  /** Asserts that nothing has gone wrong in any page. */
  check(): void {
    for (const page of this.#pages) {
      assertEquals(page.complaints, [], "what went wrong in a page");
      assertEquals(page.strangers, [], "what a page asked of other machines");
    }
  }

  /** Closes the pages. */
  async [Symbol.asyncDispose](): Promise<void> {
    for (const { session } of this.#pages) this.#browser.unlisten(session);
    for (const browserContextId of this.#profiles) {
      await this.#browser.send("Target.disposeBrowserContext", {
        browserContextId,
      });
    }
  }
}

/** A page. */
export class Page {
  /** What went wrong in it. */
  readonly complaints: string[] = [];
  /** What it asked of other machines. */
  readonly strangers: string[] = [];
  readonly #browser: Browser;
  /** Its session of the protocol. */
  readonly session: string;
  #loaded = Promise.withResolvers<void>();
  /** Called with the events of a kind; the result ends that. */
  readonly #awaited = new Map<unknown, (params: Params) => boolean>();

  /** Made by {@linkcode Pages.open}. */
  constructor(browser: Browser, session: string) {
    this.#browser = browser;
    this.session = session;
  }

  /** Takes an event of the browser. */
  received(event: Record<string, unknown>): void {
    const params = asRecord(event.params);
    if (this.#awaited.get(event.method)?.(params) === true) {
      this.#awaited.delete(event.method);
    }
    switch (event.method) {
      case "Page.loadEventFired":
        this.#loaded.resolve();
        break;
      case "Runtime.exceptionThrown":
        this.complaints.push(JSON.stringify(params.exceptionDetails));
        break;
      case "Log.entryAdded": {
        const entry = JSON.stringify(params.entry);
        // A daemon ends before its pages, which try to come back until then, and
        // load what they need for that.
        if (!SERVER_GONE.test(entry)) this.complaints.push(entry);
        break;
      }
      case "Network.requestWillBeSent": {
        const { url } = asRecord(params.request);
        const { protocol, hostname } = new URL(String(url));
        const here = ["localhost", "127.0.0.1"].includes(hostname);
        if (!here && protocol !== "data:") this.strangers.push(String(url));
      }
    }
  }

  /** Shows another page, or this one anew. */
  async load(url: string): Promise<void> {
    for (const domain of ["Page", "Runtime", "Log", "Network"]) {
      await this.#send(`${domain}.enable`);
    }
    this.#loaded = Promise.withResolvers();
    await this.#send("Page.navigate", { url });
    await within(this.#loaded.promise, url);
  }

  /** What an expression gives; a promise is awaited. */
  async evaluate(expression: string): Promise<unknown> {
    const { result, exceptionDetails } = await this.#send("Runtime.evaluate", {
      expression,
      awaitPromise: true,
      returnByValue: true,
    });
    if (exceptionDetails !== undefined) {
      throw new Error(`${expression}: ${JSON.stringify(exceptionDetails)}`);
    }
    return asRecord(result).value;
  }

  /**
   * Waits until an expression is true; it is looked at whenever something in
   * the page changes.
   */
  async until(expression: string): Promise<void> {
    const seen = this.evaluate(`new Promise((resolve) => {
      const holds = () => { try { return ${expression} } catch {} };
      const look = () => {
        if (!holds()) return;
        observer.disconnect();
        resolve();
      };
      const observer = new MutationObserver(look);
      observer.observe(document, {
        attributes: true, characterData: true, childList: true, subtree: true,
      });
      document.addEventListener("load", look, true); // of images
      look();
    })`);
    try {
      await within(seen, expression, 60);
    } catch (cause) {
      seen.catch(() => {});
      const text = await this.evaluate("document.body.innerText");
      const complaints = this.complaints.join("\n");
      throw new Error(`never ${expression}: ${text}\n${complaints}`, { cause });
    }
  }

  /** Stops its timers and its events, as a browser does with a hidden tab. */
  async freeze(): Promise<void> {
    await this.#send("Page.setWebLifecycleState", { state: "frozen" });
  }

  /** Lets it run again. */
  async thaw(): Promise<void> {
    await this.#send("Page.setWebLifecycleState", { state: "active" });
  }

  /** Makes the CPU so many times slower for it. */
  async slowDown(rate: number): Promise<void> {
    await this.#send("Emulation.setCPUThrottlingRate", { rate });
  }

  /** What the browser has to say about it. */
  async target(): Promise<Record<string, unknown>> {
    const { targetInfo } = await this.#send("Target.getTargetInfo");
    return asRecord(targetInfo);
  }

  /** Clicks an element. */
  async click(selector: string): Promise<void> {
    await this.#visible(selector);
    const place = await this.evaluate(`(() => {
      const element = document.querySelector(${JSON.stringify(selector)});
      element.scrollIntoView({ block: "center" });
      const { x, y, width, height } = element.getBoundingClientRect();
      return { x: x + width / 2, y: y + height / 2 };
    })()`);
    const mouse = { ...asRecord(place), button: "left", clickCount: 1 };
    for (const type of ["mousePressed", "mouseReleased"]) {
      await this.#send("Input.dispatchMouseEvent", { type, ...mouse });
    }
  }

  /** Types a text in the place of what is in a field, and presses Enter. */
  async type(selector: string, text: string): Promise<void> {
    await this.#visible(selector);
    const field = `document.querySelector(${JSON.stringify(selector)})`;
    await this.evaluate(`${field}.focus(), ${field}.select()`);
    await this.#send("Input.insertText", { text });
    await this.press("Enter", "\r");
  }

  /** Presses a key. */
  async press(key: string, text?: string): Promise<void> {
    const windowsVirtualKeyCode = key === "Enter" ? 13 : 27;
    const event = { key, code: key, text, windowsVirtualKeyCode };
    await this.#send("Input.dispatchKeyEvent", { type: "keyDown", ...event });
    await this.#send("Input.dispatchKeyEvent", { type: "keyUp", ...event });
  }

  /** Waits for the next event of a kind that is meant, and gives what it says. */
  next(
    method: string,
    isMeant: (params: Params) => boolean = () => true,
  ): Promise<Params> {
    const event = Promise.withResolvers<Params>();
    this.#awaited.set(method, (params) => {
      if (!isMeant(params)) return false;
      event.resolve(params);
      return true;
    });
    return within(event.promise, method, 60);
  }

  /** Sends a command of the protocol to it. */
  cdp(
    method: string,
    params: Record<string, unknown> = {},
  ): Promise<Record<string, unknown>> {
    return this.#send(method, params);
  }

  /** Writes a picture of it, to be looked at, to the folder `SCREENSHOTS`. */
  async screenshot(name: string): Promise<void> {
    const folder = Deno.env.get("SCREENSHOTS");
    if (folder === undefined) return;
    for (const scheme of ["light", "dark"]) {
      const features = [{ name: "prefers-color-scheme", value: scheme }];
      await this.#send("Emulation.setEmulatedMedia", { features });
      const { data } = await this.#send("Page.captureScreenshot");
      const file = `${folder}/${name}-${scheme}.png`;
      await Deno.writeFile(file, Uint8Array.fromBase64(String(data)));
    }
  }

  #visible(selector: string): Promise<void> {
    const element = `document.querySelector(${JSON.stringify(selector)})`;
    return this.until(`${element}.checkVisibility()`);
  }

  #send(
    method: string,
    params: Record<string, unknown> = {},
  ): Promise<Record<string, unknown>> {
    return this.#browser.send(method, params, this.session);
  }
}

function opened(socket: WebSocket): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.onopen = () => resolve();
    socket.onerror = () => reject(new Error("chromium does not answer"));
  });
}
