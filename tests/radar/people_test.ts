import { assertEquals } from "@std/assert";
import { Daemon, UserStore } from "../../daemon.ts";
import { Method, Peer, Signal, State } from "../../peer.ts";
import { withBrowser } from "../browser/browser.ts";
import { GunClient } from "../support/gun_client.ts";
import { choose, CLIPBOARD, fill, originOf, pressInTree } from "./controls.ts";

const HOSTILE = "</script><svg onload=alert(1)><b>\u202eשלום 👩‍👩‍👧";

withBrowser(
  "a login shows what it allows, a logout hides it again",
  async (pages) => {
    const users = UserStore.memory({ cost: 2 });
    await users.addUser("joe", "secret", ["staff"]);
    await using daemon = new Daemon({ users });
    const [{ url }] = await daemon.listen({ wsPort: 0 });
    const access = { fetchGroups: ["staff"], setGroups: ["staff"] };
    const owner = daemon.peer();
    await owner.add(new State("hidden", 1, { access, set() {} }));
    await owner.add(new State("open", 2));
    const page = await pages.open(`${originOf(url)}/radar/`);
    const rows = (count: number) =>
      page.until(
        `document.querySelectorAll("#tree .row:not([hidden])").length === ${count}`,
      );
    await rows(1);
    await page.click("[data-login]");
    await page.until('document.querySelector("#login-user") !== null');
    await fill(page, "login-user", "joe");
    await page.type("#login-password", "wrong");
    await page.until(
      'document.querySelector("#login-error").innerText !== ""',
    );
    await page.type("#login-password", "secret");
    await rows(2);
    assertEquals(
      await page.evaluate(
        "JSON.stringify(localStorage).includes('secret') || location.href.includes('secret')",
      ),
      false,
    );
    await choose(page, ".top .pop > .btn", "Log out");
    await rows(1);
    await page.until('document.querySelector("[data-login]") !== null');
  },
);

withBrowser(
  "a peer is ended from its menu, and only when that is confirmed",
  async (pages) => {
    await using daemon = new Daemon();
    const [{ url }] = await daemon.listen({ wsPort: 0 });
    const target = await Peer.connect(url, { name: HOSTILE });
    const gone = new Promise((resolve) =>
      target.addEventListener("disconnect", resolve, { once: true })
    );
    const page = await pages.open(`${originOf(url)}/radar/peers`);
    const rows = (count: number) =>
      page.until(
        `document.querySelectorAll(".peers tbody tr").length === ${count}`,
      );
    await rows(2);
    const menu = ".peers tbody tr:not(:has(.tag)) .pop .btn";
    await choose(page, menu, "End connection");
    await page.until('document.querySelector("dialog[open]") !== null');
    await rows(2);
    await page.click("dialog .danger");
    await gone;
    // Otherwise it comes back by itself.
    await target.close();
    await rows(1);
    assertEquals(
      await page.evaluate(
        'document.querySelectorAll("#radar svg[onload]").length',
      ),
      0,
    );
  },
);

withBrowser("an object with a schema is edited by a form", async (pages) => {
  await using daemon = new Daemon();
  const [{ url }] = await daemon.listen({ wsPort: 0 });
  const set: unknown[] = [];
  await daemon.peer().add(
    new State("limits", { high: 28, mode: "a", list: [1] }, {
      set: (value) => void set.push(value),
      meta: {
        schema: {
          type: "object",
          properties: {
            high: { type: "number", maximum: 30 },
            mode: { enum: ["a", "b"] },
            serial: { type: "integer" },
          },
          required: ["high", "mode"],
        },
      },
    }),
  );
  const page = await pages.open(`${originOf(url)}/radar/tree/limits`);
  await page.until('document.querySelector("#arg-high")?.value === "28"');
  await fill(page, "arg-high", "31");
  await page.until('document.querySelector(".editor .field.bad") !== null');
  await page.until('document.querySelector(".editor [type=submit]").disabled');
  await fill(page, "arg-high", "29.5");
  await fill(page, "arg-serial", "12345678901234567890");
  await page.until('!document.querySelector(".editor [type=submit]").disabled');
  await page.click(".editor [type=submit]");
  await page.until('document.querySelector("[data-answer=taken]") !== null');
  assertEquals(set, [
    { high: 29.5, mode: "a", list: [1], serial: 12345678901234567890n },
  ]);
});

withBrowser(
  "broken JSON is shown where it is broken",
  async (pages) => {
    await using daemon = new Daemon();
    const [{ url }] = await daemon.listen({ wsPort: 0 });
    await daemon.peer().add(new State("list", [1, 2], { set() {} }));
    const page = await pages.open(`${originOf(url)}/radar/tree/list`);
    await page.until('document.querySelector("#set-field") !== null');
    await fill(page, "set-field", "[\n  1,\n]");
    await page.until(
      'document.querySelector(".numbers .broken")?.innerText.trim() === "3"',
    );
    await page.click("#set-answer .btn");
    assertEquals(
      await page.evaluate(
        'document.querySelector("#set-field").selectionStart',
      ),
      7,
    );
  },
);

withBrowser(
  "all below a node is opened by a key",
  async (pages) => {
    await using daemon = new Daemon();
    const [{ url }] = await daemon.listen({ wsPort: 0 });
    const owner = daemon.peer();
    for (const path of ["a/b/c/x", "a/b/d/y", "a/z", "e/f"]) {
      await owner.add(new State(path, 1));
    }
    const page = await pages.open(`${originOf(url)}/radar/`);
    await page.until('document.querySelector("#tree .row:not([hidden])")');
    await page.evaluate('document.querySelector("#tree").focus()');
    await pressInTree(page, "Home");
    await pressInTree(page, "+");
    // a, b, c, x, d, y, z and e, which stays closed.
    await page.until(
      'document.querySelectorAll("#tree .row:not([hidden])").length === 8',
    );
    await page.until(
      'document.querySelector(".foot").innerText.includes("4 elements")',
    );
  },
);

withBrowser(
  "digits are as their owner wrote them in tree, history and copied commands",
  async (pages) => {
    await using daemon = new Daemon();
    const [{ url }] = await daemon.listen({ wsPort: 0 });
    const owner = daemon.peer();
    await owner.add(new State("serial", 12345678901234567890n));
    const origin = originOf(url);
    const page = await pages.open("about:blank");
    await page.cdp("Page.addScriptToEvaluateOnNewDocument", {
      source: CLIPBOARD,
    });
    await page.load(`${origin}/radar/tree/serial?tab=history`);
    for (const place of ["#tree", ".history"]) {
      await page.until(
        `document.querySelector("${place}")?.innerText.includes("12345678901234567890")`,
      );
    }
    for (
      const text of ["Copy value", "Copy set as curl", "Copy as jet command"]
    ) {
      await choose(page, ".dhead .pop .btn", text);
    }
    await page.until("copied.length === 3");
    for (const key of ["c", "C"]) await pressInTree(page, key);
    await page.until("copied.length === 5");
    await page.evaluate(
      "document.querySelector(\"a[href='/radar/api']\").click()",
    );
    await page.until(
      'document.querySelector("main")?.innerText.includes("jet watch serial")',
    );
    assertEquals(
      await page.evaluate("copied.join('\\n')"),
      [
        "12345678901234567890",
        `curl -X PUT -d 12345678901234567890 ${origin}/v1/states/serial`,
        "jet set serial 12345678901234567890",
        "serial",
        "12345678901234567890",
      ].join("\n"),
    );
  },
);

withBrowser(
  "the graph of GUN is walked around its cycles, whatever its texts are",
  async (pages) => {
    await using daemon = new Daemon({ gun: {} });
    const [{ port, url }] = await daemon.listen({ wsPort: 0 });
    await daemon.peer().add(new Signal(`signal ${HOSTILE}`));
    await using gun = await GunClient.connect(port);
    await gun.put({
      a: { name: [HOSTILE, 1], next: [{ "#": `b/${HOSTILE}` }, 1] },
      [`b/${HOSTILE}`]: { back: [{ "#": "a" }, 1], [HOSTILE]: [1, 1] },
    });
    const page = await pages.open(`${originOf(url)}/radar/gun/a`);
    const links = '.gun td.mono a[href^="/radar/gun/"]';
    await page.until(`document.querySelector('${links}') !== null`);
    for (const expected of [2, 2, 2, 2]) {
      const before = await page.evaluate("location.pathname");
      await page.click(links);
      await page.until(
        `location.pathname !== ${JSON.stringify(before)} &&
         document.querySelectorAll(".gun tbody tr").length === ${expected}`,
      );
    }
    assertEquals(await page.evaluate("location.pathname"), "/radar/gun/a");
    await page.until('document.querySelectorAll(".soul").length === 2');
    assertEquals(
      await page.evaluate(
        'document.querySelectorAll("#radar script, #radar svg[onload], #radar td b").length',
      ),
      0,
    );
  },
);

withBrowser(
  "a peer's messages are shown as texts, and copied as the command it sent",
  async (pages) => {
    await using daemon = new Daemon();
    const [{ url }] = await daemon.listen({ wsPort: 0 });
    await using target = await Peer.connect(url, { name: "target" });
    const path = `state ${HOSTILE}`.replaceAll("/", "|");
    await daemon.peer().add(new State(path, 1n, { set() {} }));
    await daemon.peer().add(new Method("sum", () => 1));
    const page = await pages.open("about:blank");
    await page.cdp("Page.addScriptToEvaluateOnNewDocument", {
      source: CLIPBOARD,
    });
    await page.load(`${originOf(url)}/radar/peers`);
    await page.until(
      'document.querySelectorAll(".peers tbody tr").length >= 2',
    );
    const link = `[...document.querySelectorAll(".peers td a")]
      .find((one) => one.innerText === "target")`;
    await page.evaluate(`${link}.click()`);
    await page.until('document.querySelector(".insp") !== null');
    const seen = `[...document.querySelectorAll(".messages tbody tr")]
      .find((one) => one.innerText.includes("set"))`;
    // The inspection begins when the daemon has answered.
    const tries = setInterval(
      () => void target.set(path, 12345678901234567890n).catch(() => {}),
      200,
    );
    await page.until(`${seen} !== undefined`);
    clearInterval(tries);
    await page.evaluate(`${seen}.click()`);
    await choose(page, ".aside .pop .btn", "Copy as jet command");
    await page.until("copied.length === 1");
    assertEquals(
      await page.evaluate("copied[0].endsWith(' 12345678901234567890')"),
      true,
    );
    assertEquals(
      await page.evaluate(
        'document.querySelectorAll("#radar script, #radar svg[onload], #radar td b").length',
      ),
      0,
    );
  },
);
