/**
 * What users of other explorers have missed or suffered from.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { Daemon } from "../../daemon.ts";
import { InvalidArgument, Method, State, TypedBytes } from "../../peer.ts";
import { type Page, withBrowser } from "../browser/browser.ts";
import { GunClient } from "../support/gun_client.ts";
import { WHOLE_MATRIX } from "../support/runtimes.ts";
import { MESSAGES, originOf, pressInTree, rows, type } from "./controls.ts";

/** Opens or closes a node by its name. */
async function toggle(page: Page, name: string): Promise<void> {
  const row = `[...document.querySelectorAll("#tree .row:not([hidden])")]
    .find((one) => one.querySelector(".name bdi").textContent === "${name}")`;
  await page.until(`${row} !== undefined`);
  await page.evaluate(`${row}.click()`);
}

function until(page: Page, selector: string, text: string): Promise<void> {
  return page.until(
    `document.querySelector(${JSON.stringify(selector)})?.innerText.includes(${
      JSON.stringify(text)
    })`,
  );
}

withBrowser(
  "only what is open is received, nothing opens by itself, Delete removes nothing",
  async (pages) => {
    await using daemon = new Daemon();
    const [{ url }] = await daemon.listen({ wsPort: 0 });
    const owner = daemon.peer();
    const shown = await owner.add(new State("open/x", "first"));
    const hidden = await owner.add(new State("shut/y", "unseen"));
    const page = await pages.open("about:blank");
    await page.cdp("Page.addScriptToEvaluateOnNewDocument", {
      // Without the pause before a hidden page ends its fetches.
      source: `${MESSAGES}
        const later = setTimeout;
        globalThis.setTimeout = (task, ms, ...rest) =>
          later(task, ms === 30_000 ? 0 : ms, ...rest);`,
    });
    await page.load(`${originOf(url)}/radar/`);
    await rows(page, "tree", 2);
    await toggle(page, "open");
    await until(page, "#tree", "first");
    hidden.value = "unseen too";
    shown.value = "second";
    await until(page, "#tree", "second");
    const sent = await page.evaluate("sent.length");
    await page.evaluate('document.querySelector("#tree").focus()');
    for (const key of ["Home", "Delete", "Backspace"]) {
      await pressInTree(page, key);
    }
    assertEquals(
      await page.evaluate(`sent.slice(${sent}).filter((one) =>
        /"method":"(remove|set|call|change)"/.test(one)).join()`),
      "",
    );
    // A hidden page lets its rows go after a while, and gets the newest later.
    const hide = (hidden: boolean) =>
      page.evaluate(`{
        Object.defineProperty(document, "hidden", { configurable: true, value: ${hidden} });
        document.dispatchEvent(new Event("visibilitychange"));
      }`);
    // Answered, so that the daemon sends no more.
    const ended = (count: number) =>
      page.until(
        `sent.flatMap((one) => [].concat(JSON.parse(one)))
          .filter(({ method, id }) => method === "unfetch" &&
            received.some((one) => one.includes('"id":' + id + ',"result"')))
          .length >= ${count}`,
      );
    await hide(true);
    await ended(2);
    shown.value = "skipped";
    shown.value = "newest";
    await hide(false);
    await until(page, "#tree", "newest");
    await toggle(page, "open");
    await ended(3);
    await rows(page, "tree", 2);
    shown.value = "third";
    const later = await owner.add(new State("later", 1));
    await rows(page, "tree", 3);
    // What goes is struck through before the rows below move up.
    await later.remove();
    await page.until('document.querySelector("#tree .row.gone") !== null');
    await rows(page, "tree", 2);
    assertEquals(
      await page.evaluate(
        "received.filter((one) => /unseen|skipped|third/.test(one)).length",
      ),
      0,
    );
  },
);

withBrowser(
  "a search says that it shows the first 500, rows stay where they are",
  async (pages) => {
    await using daemon = new Daemon();
    const [{ url }] = await daemon.listen({ wsPort: 0 });
    const owner = daemon.peer();
    const add = (name: string) => owner.add(new State(`n/${name}`, 1));
    await Promise.all(
      Array.from({ length: 510 }, (_, i) => add(`s${1000 + i}`)),
    );
    const page = await pages.open(`${originOf(url)}/radar/tree?q=n/s`);
    const said = (text: string) => until(page, ".found-head p", text);
    await said("first 500");
    await page.click(".found-head p .btn");
    await said("510 found");
    await add("s5000");
    await said("511 found");
    await add("other");
    await page.until(
      'document.querySelectorAll("#found .row:not([hidden])").length > 5',
    );
    assert(
      Number(
        await page.evaluate('document.querySelectorAll("#found .row").length'),
      ) < 100,
    );
    // Opening a node and an element ends no search.
    await page.evaluate(
      'document.querySelector("#found .row:not(.node):not([hidden])").click()',
    );
    await page.until('location.pathname.startsWith("/radar/tree/n/s")');
    await said("511 found");
    await page.load(`${originOf(url)}/radar/`);
    await toggle(page, "n");
    await page.until(
      'document.querySelectorAll("#tree .row:not([hidden])").length > 10',
    );
    const place = async () => {
      const found = await page.evaluate(`(() => {
        const tree = document.querySelector("#tree");
        const { top } = tree.getBoundingClientRect();
        const [row] = [...tree.querySelectorAll(".row:not([hidden])")]
          .map((one) => [one.getBoundingClientRect().top - top, one.querySelector(".name bdi").textContent])
          .filter(([at]) => at >= 0).sort((a, b) => a[0] - b[0]);
        return JSON.stringify(row);
      })()`);
      return String(found);
    };
    await page.evaluate('document.querySelector("#tree").scrollTop = 2810');
    await page.until(
      `[...document.querySelectorAll("#tree .row:not([hidden]) .name bdi")]
        .some((one) => one.textContent === "s1100")`,
    );
    const before = await place();
    const height = await page.evaluate(
      'document.querySelector("#tree").scrollHeight',
    );
    await Promise.all(["a1", "a2", "a3"].map(add));
    await page.until(
      `document.querySelector("#tree").scrollHeight >= ${height} + 3 * 28`,
    );
    assertEquals(await place(), before);
    // What was open is open after a search, at the same place.
    const look = (text: string) =>
      page.evaluate(`{
        const field = document.querySelector("[data-search]");
        field.value = "${text}";
        field.dispatchEvent(new Event("input", { bubbles: true }));
      }`);
    await look("s5000");
    await said("1 found");
    await add("a4");
    await look("");
    await page.until(
      `document.querySelector("#tree")?.scrollHeight >= ${height} + 4 * 28`,
    );
    await page.until(
      `[...document.querySelectorAll("#tree .row:not([hidden]) .name bdi")]
        .some((one) => one.textContent === "s1100")`,
    );
  },
);

withBrowser(
  "large values are cut and say so; what the owner answers is below the field",
  async (pages) => {
    await using daemon = new Daemon();
    const [{ url, port }] = await daemon.listen({ wsPort: 0 });
    const owner = daemon.peer({ name: "pump" });
    await owner.add(new State("text", "x".repeat(70_000)));
    await owner.add(
      new State("list", Array.from({ length: 5000 }, (_, i) => i)),
    );
    await owner.add(
      new State(
        "bytes",
        new TypedBytes("text/plain", new Uint8Array([65, 66])),
      ),
    );
    await owner.add(
      new State("level", 1, {
        set(value: number) {
          if (value > 100) throw new InvalidArgument("too much");
          if (value > 90) {
            return { value: 90, warning: { code: 7, message: "nearly full" } };
          }
          return { value: Math.round(value) };
        },
      }),
    );
    const origin = originOf(url);
    const page = await pages.open(`${origin}/radar/tree/text`);
    await until(page, ".live-value", "first 65,536 of 70,000");
    await page.click(".live-value .btn.link");
    await page.until(
      'document.querySelector(".long-text bdi").textContent.length === 70000',
    );
    await page.load(`${origin}/radar/tree/list`);
    await until(page, ".json", "100 of 5,000");
    await until(page, ".number-list", "4999");
    assert(
      Number(
        await page.evaluate('document.querySelectorAll(".json li").length'),
      ) < 110,
    );
    // The form in which bytes are shown is remembered.
    await page.load(`${origin}/radar/tree/bytes`);
    await until(page, ".bytes .hex", "41 42");
    await page.evaluate(
      `[...document.querySelectorAll(".bytes .seg button")].at(-1).click()`,
    );
    await page.load(`${origin}/radar/tree/bytes`);
    await until(page, ".bytes pre", "AB");

    await page.load(`${origin}/radar/tree/level`);
    await until(page, ".editor header", "asks pump");
    for (
      const [typed, kind, text] of [
        ["41.6", "taken", "41.6 taken as 42"],
        ["95", "warned", "nearly full"],
        ["500", "refused", "InvalidArgument: too much"],
      ]
    ) {
      await page.type("#set-field", typed);
      await page.until(
        `document.querySelector("[data-answer=${kind}]") !== null`,
      );
      await until(page, "#set-answer", text);
    }
    assert(
      /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} UTC/.test(
        String(
          await page.evaluate('document.querySelector(".live .age").title'),
        ),
      ),
    );
    // A peer that writes its own JSON.
    const socket = new WebSocket(`ws://127.0.0.1:${port}`);
    const messages: string[] = [];
    let news = Promise.withResolvers<void>();
    socket.onmessage = ({ data }) => {
      messages.push(data);
      news.resolve();
    };
    await new Promise((resolve) => socket.onopen = resolve);
    socket.send(
      '{"id":1,"method":"add","params":{"path":"price","value":1.10}}',
    );
    await news.promise;
    news = Promise.withResolvers();
    await page.load(`${origin}/radar/tree/price`);
    await page.until('document.querySelector("#set-field")?.value === "1.10"');
    await until(page, ".live-value", "1.10");
    await page.type("#set-field", "12345678901234567890.10");
    await news.promise;
    assert(messages.at(-1)?.includes('"value":12345678901234567890.10'));
    socket.close();
  },
);

withBrowser(
  "plots pause without losing values, and zoom while they come; pins say what is gone",
  async (pages) => {
    await using daemon = new Daemon();
    const [{ url }] = await daemon.listen({ wsPort: 0 });
    const owner = daemon.peer();
    const level = await owner.add(new State("tank/level", 1));
    const valve = await owner.add(new State("tank/valve", true));
    const origin = originOf(url);
    const page = await pages.open(
      `${origin}/radar/plots?s=tank/level,tank/valve`,
    );
    await page.until('document.querySelector(".plot canvas") !== null');
    await page.until(
      'document.querySelectorAll(".legend tbody tr").length === 2',
    );
    await until(page, ".scroll.board", "true");
    await page.evaluate('document.querySelector(".scroll.board").focus()');
    await type(page, " ");
    await until(page, ".phead", "paused, +0");
    for (const value of [5, 6, 7]) level.value = value;
    await until(page, ".phead", "paused, +");
    await until(page, ".legend", "1");
    await type(page, " ");
    await until(page, ".legend", "7");
    // By keys: the cursor, then the zoom around it.
    await type(page, "ArrowLeft", "ArrowLeft");
    await page.until('document.querySelector(".cursor-tag") !== null');
    await type(page, "+");
    await until(page, ".card header", "live");
    valve.value = false;
    level.value = 8;
    await until(page, ".legend", "8");
    await type(page, "Escape");
    await page.until(
      '!document.querySelector(".card header").innerText.includes("live")',
    );
    // The picture has the colours of the system, also when these change.
    await page.evaluate(
      'globalThis.drawn = document.querySelector(".plot canvas")',
    );
    await page.cdp("Emulation.setEmulatedMedia", {
      features: [{ name: "prefers-color-scheme", value: "dark" }, {
        name: "prefers-reduced-motion",
        value: "reduce",
      }],
    });
    await page.until('document.querySelector(".plot canvas") !== drawn');

    // A pinned node pins all below it, and a pin waits for nothing.
    await page.load(`${origin}/radar/`);
    await toggle(page, "tank");
    await rows(page, "tree", 3);
    await page.evaluate('document.querySelector("#tree").focus()');
    for (const key of ["Home", "p", "ArrowDown", "p"]) {
      await pressInTree(page, key);
    }
    // With reduced motion a change is a tint that stays for a while.
    await page.evaluate(`globalThis.tints = [];
      const { animate } = Element.prototype;
      Element.prototype.animate = function (frames, options) {
        tints.push(frames.map((one) => one.backgroundColor).join());
        return animate.call(this, frames, options);
      };`);
    level.value = 9;
    await page.until("tints.length > 0");
    assertEquals(
      await page.evaluate("[...new Set(tints)].join('|')"),
      "var(--flash),var(--flash)",
    );
    await page.evaluate(
      "document.querySelector(\"a[href='/radar/pins']\").click()",
    );
    await rows(page, "pins", 2);
    await level.remove();
    await until(page, "#pins", "not there");
    await rows(page, "pins", 2);
  },
);

/** Expression: whether the daemon is still waited for. */
const WAITING = 'document.querySelector("[data-waiting]") !== null';

withBrowser(
  "a page says that a daemon has not answered, and shows it once it has",
  async (pages) => {
    await using daemon = new Daemon();
    const [{ url }] = await daemon.listen({ wsPort: 0 });
    await daemon.peer().add(new State("level", 1));
    // Takes the page's connection, and passes nothing on at first.
    const held = Promise.withResolvers<void>();
    const links: WebSocket[] = [];
    await using server = Deno.serve(
      { port: 0, hostname: "127.0.0.1", onListen() {} },
      async (request) => {
        if (request.headers.get("upgrade") !== "websocket") {
          const { pathname } = new URL(request.url);
          return await fetch(originOf(url) + pathname);
        }
        const protocol = request.headers.get("sec-websocket-protocol") ?? "";
        const { socket, response } = Deno.upgradeWebSocket(request, {
          protocol,
        });
        const behind = new WebSocket(url, protocol);
        links.push(socket, behind);
        const ready = Promise.all([
          held.promise,
          new Promise((resolve) => behind.onopen = resolve),
        ]);
        socket.onmessage = ({ data }) =>
          void ready.then(() => behind.send(data));
        behind.onmessage = ({ data }) => socket.send(data);
        return response;
      },
    );
    const page = await pages.open(
      `http://127.0.0.1:${server.addr.port}/radar/tree/level`,
    );
    await until(page, "main", "Waiting for");
    for (const view of ["pins", "gun", "peers", "tree"]) {
      await page.evaluate(`localStorage.setItem("jet-radar",
        JSON.stringify({ pins: ["level"] }))`);
      await page.evaluate(
        `document.querySelector("a[href='/radar/${view}']").click()`,
      );
      if (view !== "pins") await page.until(WAITING);
    }
    held.resolve();
    await rows(page, "tree", 1);
    await page.until(`!(${WAITING})`);
    for (const link of links) link.close();
  },
);

/** Views that are walked through by Tab, with what tells that they are there. */
const WALKED = [
  ["tree/psu/on", ".editor"],
  ["tree/psu/level?tab=history", ".history"],
  ["tree/psu/list", ".json"],
  ["tree/psu/reset", ".cols"],
  ["tree?q=psu", "#found .row"],
  ["pins", "#pins"],
  ["group", ".chips a"],
  ["plots", ".legend tbody"],
  ["peers", ".peers tbody tr"],
  ["daemon", ".cards table"],
  ["gun/a", ".gun td a"],
  ["api", ".copyline"],
] as const;

/** What can be reached by Tab, and what of it was not, or without a ring. */
const MISSED = `(() => {
  const can = [...document.querySelectorAll(
    "a[href], button, input, select, textarea, [tabindex]",
  )].filter((one) => one.tabIndex >= 0 && !one.disabled && one.checkVisibility());
  const missed = can.filter((one) => !walked.has(one));
  return JSON.stringify([...missed.map((one) => one.outerHTML.slice(0, 120)), ...bare]);
})()`;

withBrowser(
  "every control of every view is reached by keys, and wears a ring",
  async (pages) => {
    await using daemon = new Daemon({ gun: {} });
    const [{ url, port }] = await daemon.listen({ wsPort: 0 });
    const owner = daemon.peer({ name: "owner" });
    const set: unknown[] = [];
    await owner.add(new State("psu/on", true, { set() {} }));
    const level = new State("psu/level", 1, {
      set: (value) => void set.push(value),
    });
    await owner.add(level);
    await owner.add(new State("psu/list", { a: [1, 2] }, { set() {} }));
    await owner.add(new Method("psu/reset", () => null));
    await owner.add(
      new State("_radarGroups", [
        { title: "All", expression: { path: { startsWith: "psu" } } },
      ]),
    );
    await using gun = await GunClient.connect(port);
    await gun.put({ a: { next: [{ "#": "a" }, 1] } });
    const page = await pages.open("about:blank");
    const origin = originOf(url);
    await page.load(`${origin}/radar/`);
    await page.evaluate(`localStorage.setItem("jet-radar", JSON.stringify({
      pins: ["psu/on"], series: ["psu/level", "psu/on"] }))`);
    for (const [i, [view, wanted]] of WALKED.entries()) {
      // Each Tab is drawn: the others are walked through in the whole matrix.
      if (!WHOLE_MATRIX && i % 2 !== 0) continue;
      await page.load(`${origin}/radar/${view}`);
      await page.until(
        `document.querySelector(${JSON.stringify(wanted)}) !== null`,
      );
      await page.evaluate(`{
        globalThis.walked = new Set();
        globalThis.bare = [];
        addEventListener("focusin", ({ target }) => {
          walked.add(target);
          // Fields show it by their frame, the tree by its row.
          const frame = target.closest(".field, .vtree, .json-area") ?? target;
          const { outlineStyle, boxShadow } = getComputedStyle(frame);
          if (outlineStyle === "none" && boxShadow === "none" && frame === target) {
            bare.push("no ring: " + target.outerHTML.slice(0, 120));
          }
        });
      }`);
      let known = -1;
      for (let presses = 0; presses < 200; presses++) {
        await type(page, "Tab");
        const size = Number(
          await page.evaluate(
            "document.hasFocus() && document.activeElement !== document.body ? walked.size : -1",
          ),
        );
        if (size === known || size < 0 && presses > 0) break;
        known = size;
      }
      assertEquals(
        JSON.parse(String(await page.evaluate(MISSED))),
        [],
        view,
      );
    }

    // From the search to a value that is set, without a pointer.
    await page.load(`${origin}/radar/`);
    await page.until('document.querySelector("[data-link=open]") !== null');
    await type(page, "/");
    await type(page, ..."level");
    await page.until('document.querySelector("#found mark") !== null');
    for (let presses = 0; presses < 20; presses++) {
      await type(page, "Tab");
      if (
        await page.evaluate('document.activeElement.id === "found"')
      ) break;
    }
    await type(page, "ArrowDown", "Enter");
    await page.until('document.querySelector("#set-field") !== null');
    await type(page, "Enter");
    await page.until('document.activeElement.id === "set-field"');
    await page.evaluate("document.activeElement.select()");
    await type(page, "4", "2", "Enter");
    await page.until('document.querySelector("[data-answer=taken]") !== null');
    assertEquals(set, [42]);
    await type(page, "Escape");
    await page.until('document.activeElement.id === "found"');
  },
);
