import { assertEquals } from "@std/assert";
import { Daemon } from "../../daemon.ts";
import { State } from "../../peer.ts";
import { withBrowser } from "../browser/browser.ts";

withBrowser(
  "Radar shows the tree, and sets a state by its owner",
  async (pages) => {
    await using daemon = new Daemon({ name: "laboratory" });
    const [{ url }] = await daemon.listen({ wsPort: 0 });
    const origin = `http://127.0.0.1:${new URL(url).port}`;
    await using owner = daemon.peer();
    const level = await owner.add(
      new State("tank/level", 40, {
        set: (value: number) => ({ value: Math.round(value) }),
      }),
    );
    await owner.add(
      new State("tank/hostile <b>", "<img src=x onerror=alert(1)>"),
    );
    const page = await pages.open(`${origin}/radar/tree/tank/level`);
    await page.until('document.querySelector(".big").textContent === "40"');
    level.value = 41;
    await page.until('document.querySelector(".big").textContent === "41"');
    await page.type("#set-field", "42.4");
    await page.until('document.querySelector("[data-answer=taken]") !== null');
    assertEquals(level.value, 42);
    await page.until('document.querySelector(".big").textContent === "42"');
    await page.until(
      'document.querySelector("#tree").innerText.includes("<img")',
    );
    assertEquals(
      await page.evaluate('document.querySelectorAll("#tree img").length'),
      0,
    );
  },
);

withBrowser("a lost daemon is reported, and its return", async (pages) => {
  const first = new Daemon();
  const [{ url }] = await first.listen({ wsPort: 0 });
  const wsPort = Number(new URL(url).port);
  await first.peer().add(new State("level", 1));
  const page = await pages.open(`http://127.0.0.1:${wsPort}/radar/tree/level`);
  await page.until('document.querySelector(".big").textContent === "1"');
  await page.until(
    'document.querySelector("#tree .row:not([hidden])") !== null',
  );
  await first.close();
  await page.until('document.querySelector(".banner .lost") !== null');
  await page.until('document.querySelector("#tree .stale") !== null');
  await using second = new Daemon();
  await second.listen({ wsPort });
  await second.peer().add(new State("level", 2));
  await page.until('document.querySelector(".big").textContent === "2"');
  await page.until('document.querySelector("[data-link=open]") !== null');
  await page.until('document.querySelector(".banner .busy") !== null');
});

withBrowser(
  "keys move in the tree, and a search hides the rest",
  async (pages) => {
    await using daemon = new Daemon();
    const [{ url }] = await daemon.listen({ wsPort: 0 });
    await using owner = daemon.peer();
    for (const path of ["a/x", "a/y", "b"]) await owner.add(new State(path, 1));
    const page = await pages.open(
      `http://127.0.0.1:${new URL(url).port}/radar/`,
    );
    const press = (key: string) =>
      page.evaluate(`document.querySelector(".vtree").dispatchEvent(
      new KeyboardEvent("keydown", { key: ${
        JSON.stringify(key)
      }, bubbles: true }))`);
    const rows = (count: number) =>
      page.until(
        `document.querySelectorAll(".vtree .row:not([hidden])").length === ${count}`,
      );
    await rows(2);
    await page.evaluate('document.querySelector("#tree").focus()');
    await press("ArrowRight");
    await rows(4);
    await press("ArrowDown");
    await press("ArrowDown");
    await press("Enter");
    await page.until('location.pathname === "/radar/tree/a/y"');
    await page.type("[data-search]", "x");
    await page.until(
      'document.querySelector("#found mark")?.textContent === "x"',
    );
    await rows(2);
  },
);

withBrowser("a page that is left has no connection any more", async (pages) => {
  await using daemon = new Daemon();
  const [{ url }] = await daemon.listen({ wsPort: 0 });
  const observer = daemon.peer();
  await observer.add(new State("level", 1));
  const page = await pages.open(
    `http://127.0.0.1:${new URL(url).port}/radar/tree/level`,
  );
  await page.until('document.querySelector(".big").textContent === "1"');
  const left = Promise.withResolvers<void>();
  await using figures = observer.fetch(
    { path: { equals: "$daemon/connections" } },
    (change) => {
      if (change.type === "state" && change.value === 1) left.resolve();
    },
  );
  await figures.ready;
  await page.load("about:blank");
  await left.promise;
  // The browser shows the page that it kept.
  await page.evaluate("void setTimeout(() => history.back())");
  await page.until('document.querySelector("[data-link=open]") !== null');
  await page.until('document.querySelector(".big").textContent === "1"');
});

withBrowser("a phone shows one level, and the way to it", async (pages) => {
  await using daemon = new Daemon();
  const [{ url }] = await daemon.listen({ wsPort: 0 });
  const owner = daemon.peer();
  for (const path of ["a/b/x", "a/y", "c"]) await owner.add(new State(path, 1));
  const page = await pages.open("about:blank");
  await page.cdp("Emulation.setDeviceMetricsOverride", {
    width: 390,
    height: 844,
    deviceScaleFactor: 1,
    mobile: true,
  });
  await page.load(`http://127.0.0.1:${new URL(url).port}/radar/`);
  const names = (...expected: string[]) =>
    page.until(
      `[...document.querySelectorAll("#tree .row:not([hidden]) .name bdi")]
        .map((one) => one.textContent).join() === "${expected.join()}"`,
    );
  const tap = (name: string) =>
    page.evaluate(`[...document.querySelectorAll("#tree .row")].find((one) =>
      one.querySelector(".name bdi").textContent === "${name}").click()`);
  await names("a", "c");
  await tap("a");
  await names("b", "y");
  await tap("b");
  await names("x");
  assertEquals(
    await page.evaluate('document.querySelector(".crumb").textContent'),
    "bus/a/b",
  );
  await tap("x");
  await page.until('location.pathname === "/radar/tree/a/b/x"');
  await page.click(".dhead .only-phone");
  await names("x");
  await page.evaluate("history.back()");
  await page.until('location.pathname === "/radar/tree/a/b/x"');
  await page.evaluate("history.go(-2)");
  await names("b", "y");
});
