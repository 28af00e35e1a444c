import { assertEquals } from "@std/assert";
import axe from "npm:axe-core@4.14.1";
import { isRecord } from "../../base/narrowing.ts";
import { Daemon } from "../../daemon.ts";
import { Method, type Peer, Signal, State, TypedBytes } from "../../peer.ts";
import { type Page, withBrowser } from "../browser/browser.ts";
import { WHOLE_MATRIX } from "../support/runtimes.ts";

const HOSTILE_PATH = '"><img src=x onerror=alert(1)> 🧪/‮مرحبا/../<script>';
const HOSTILE_TEXT = "</script><svg onload=alert(1)>\u0000\u202eשלום 👩‍👩‍👧";

async function populate(owner: Peer): Promise<void> {
  await owner.add(
    new State("psu/voltage", 24.05, {
      set() {},
      meta: { unit: "V", step: 0.05, title: "Supply" },
    }),
  );
  await owner.add(new State("psu/on", true));
  await owner.add(
    new State("psu/limits", { ovp: 28, list: [1, 2, 3], n: null }, {
      set() {},
      meta: {
        schema: {
          properties: { ovp: { type: "number" }, list: { type: "array" } },
        },
      },
    }),
  );
  await owner.add(
    new State("_radarGroups", [
      { title: "Supplies", expression: { path: { startsWith: "psu" } } },
    ]),
  );
  await owner.add(new State("psu/serial", 12345678901234567890n));
  await owner.add(
    new State(
      "psu/raw",
      new TypedBytes("text/html", new Uint8Array([60, 98, 62])),
    ),
  );
  await owner.add(
    new Method("psu/reset", () => null, {
      meta: {
        params: {
          type: "object",
          properties: {
            delay: { type: "integer" },
            mode: { enum: ["a", "b"] },
          },
        },
      },
    }),
  );
  await owner.add(new Signal("psu/fault"));
  await owner.add(
    new State(HOSTILE_PATH, HOSTILE_TEXT, {
      set() {},
      meta: {
        title: HOSTILE_TEXT,
        description: HOSTILE_TEXT,
        unit: HOSTILE_TEXT,
      },
    }),
  );
}

/** What axe-core finds that is serious. */
async function serious(page: Page): Promise<string[]> {
  const text = await page.evaluate(`(async () => {
    if (window.axe === undefined) { ${axe.source} }
    const { violations } = await axe.run(document, {
      runOnly: ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"],
    });
    return JSON.stringify(violations);
  })()`);
  const found: unknown = JSON.parse(String(text));
  return (Array.isArray(found) ? found : [])
    .filter(isRecord)
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) =>
      `${id}: ${
        (Array.isArray(nodes) ? nodes : []).slice(0, 3)
          .map((node) => isRecord(node) ? node.html : "").join(" | ")
      }`
    );
}

const VIEWS = [
  ["tree/psu/voltage", ".big"],
  ["tree/psu/limits", ".object-form"],
  ["tree/psu/limits?tab=info", ".kv"],
  ["tree/psu/limits?tab=history", ".history"],
  ["tree/psu/raw", ".bytes"],
  ["tree/psu/reset", ".form"],
  ["tree?q=psu", "#found .row"],
  ["group/Supplies", ".chips"],
  ["pins", ".empty"],
  ["plots?s=psu/voltage,psu/on", ".legend"],
  ["peers", ".peers td"],
  ["daemon", ".cards"],
  ["gun", ".panes"],
  ["api", ".copyline"],
] as const;

withBrowser(
  "axe-core finds nothing serious in views, light and dark",
  async (pages) => {
    await using daemon = new Daemon({ name: "laboratory" });
    const [{ url }] = await daemon.listen({ wsPort: 0 });
    await using owner = daemon.peer({ name: "owner" });
    await populate(owner);
    const page = await pages.open("about:blank");
    const origin = `http://127.0.0.1:${new URL(url).port}`;
    const found: string[] = [];
    for (const [i, [view, wanted]] of VIEWS.entries()) {
      // The others are looked at in the whole matrix.
      if (!WHOLE_MATRIX && i % 5 !== 0) continue;
      const value = i % 2 === 0 ? "light" : "dark";
      const features = [{ name: "prefers-color-scheme", value }];
      await page.cdp("Emulation.setEmulatedMedia", { features });
      await page.load(`${origin}/radar/${view}`);
      await page.until(
        `document.querySelector(${JSON.stringify(wanted)}) !== null`,
      );
      for (const one of await serious(page)) found.push(`${view}: ${one}`);
    }
    assertEquals(found, []);
  },
);

withBrowser(
  "markup, emoji and right-to-left texts harm nothing",
  async (pages) => {
    await using daemon = new Daemon();
    const [{ url }] = await daemon.listen({ wsPort: 0 });
    await using owner = daemon.peer({ name: HOSTILE_TEXT });
    await populate(owner);
    const page = await pages.open("about:blank");
    const origin = `http://127.0.0.1:${new URL(url).port}`;
    const encoded = HOSTILE_PATH.split("/").map((segment) =>
      encodeURIComponent(segment).replace(/^\.\.$/, "%252E%252E")
    ).join("/");
    for (const tab of ["value", "history", "diff", "info"]) {
      await page.load(`${origin}/radar/tree/${encoded}?tab=${tab}`);
      await page.until('document.querySelector("[role=tablist]") !== null');
      const made = await page.evaluate(
        'document.querySelectorAll("#radar script, #radar svg[onload], #radar img").length',
      );
      assertEquals(made, 0, tab);
    }
    await page.load(`${origin}/radar/peers`);
    await page.until('document.querySelector(".peers td") !== null');
  },
);

withBrowser("digits are shown, edited and set as they are", async (pages) => {
  await using daemon = new Daemon();
  const [{ url }] = await daemon.listen({ wsPort: 0 });
  await using owner = daemon.peer();
  const set: unknown[] = [];
  await owner.add(
    new State("serial", 12345678901234567890n, {
      set: (value) => void set.push(value),
    }),
  );
  const page = await pages.open("about:blank");
  const origin = `http://127.0.0.1:${new URL(url).port}`;
  await page.load(`${origin}/radar/tree/serial`);
  await page.until(
    'document.querySelector("#set-field")?.value === "12345678901234567890"',
  );
  await page.type("#set-field", "12345678901234567891");
  await page.until('document.querySelector("[data-answer=taken]") !== null');
  assertEquals(set, [12345678901234567891n]);
});

withBrowser(
  "what is edited stays the user's when the bus changes it",
  async (pages) => {
    await using daemon = new Daemon();
    const [{ url }] = await daemon.listen({ wsPort: 0 });
    await using owner = daemon.peer();
    const level = await owner.add(new State("level", 1, { set() {} }));
    const page = await pages.open("about:blank");
    await page.load(`http://127.0.0.1:${new URL(url).port}/radar/tree/level`);
    await page.until('document.querySelector("#set-field")?.value === "1"');
    await page.evaluate(`(() => {
    const field = document.querySelector("#set-field");
    field.value = "7";
    field.dispatchEvent(new Event("input", { bubbles: true }));
  })()`);
    await page.until('document.querySelector(".field.dirty") !== null');
    level.value = 2;
    await page.until('document.querySelector(".note.info") !== null');
    assertEquals(
      await page.evaluate('document.querySelector("#set-field").value'),
      "7",
    );
    await page.click(".note.info .btn");
    await page.until('document.querySelector("#set-field").value === "2"');
  },
);
