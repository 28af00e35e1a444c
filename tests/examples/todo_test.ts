import { assertEquals, assertRejects } from "@std/assert";
import { InvalidArgument, NotFound } from "../../peer.ts";
import { onOneRuntime } from "../support/runtimes.ts";
import { type Page, withBrowser } from "../browser/browser.ts";
import { Stage } from "./support.ts";

onOneRuntime("todo: the list is kept by its methods", async (runtime) => {
  await using stage = await Stage.set(runtime);
  const url = await stage.serve("todo/server.ts", [], runtime);
  const peer = await stage.peer();
  const list = async () =>
    (await peer.get({ below: "todo/items", sort: { byPath: true } }))
      .map(({ value }) => value);

  assertEquals(await peer.call("todo/add", ["  write "]), 1);
  assertEquals(await peer.call("todo/add", ["test"]), 2);
  await assertRejects(() => peer.call("todo/add", [" "]), InvalidArgument);
  await peer.set("todo/items/2", { completed: true });
  await peer.set("todo/items/1", { title: "write it" });
  assertEquals(await list(), [
    { title: "write it", completed: false },
    { title: "test", completed: true },
  ]);
  for (const value of [null, 7, { completed: 1 }, { title: "" }]) {
    await peer.set("todo/items/2", value).catch(() => {});
  }
  assertEquals(await peer.call("todo/clearCompleted"), 1);
  await peer.call("todo/setAllCompleted", [true]);
  assertEquals(await list(), [{ title: "write it", completed: true }]);
  await peer.call("todo/remove", [1]);
  await assertRejects(() => peer.call("todo/remove", [1]), NotFound);
  assertEquals(await list(), []);

  // What is served is the page and the library, and nothing else.
  const status = async (path: string) => {
    const response = await fetch(url + path);
    await response.body?.cancel();
    return response.status;
  };
  // Nothing announces the end of an idle connection, which a request may meet.
  const { headers, body } = await fetch(url);
  await body?.cancel();
  assertEquals(headers.get("keep-alive"), null);
  assertEquals(await status(""), 200);
  assertEquals(await status("peer/peer.ts"), 200);
  for (const path of ["daemon.ts", "peer/%2e%2e/daemon.ts", "deno.json"]) {
    assertEquals(await status(path), 404, path);
  }
}, { index: 1 });

withBrowser("todo: two browsers edit one list", async (browser) => {
  await using stage = await Stage.set();
  const url = await stage.serve("todo/server.ts");
  const anna = await browser.open(url);
  const bert = await browser.open(url);
  const both = async (shown: string) => {
    for (const page of [anna, bert]) await page.until(shown);
  };
  const titles = (...wanted: string[]) =>
    `JSON.stringify([...document.querySelectorAll(".title")]
      .map(({ value }) => value)) === ${q(JSON.stringify(wanted))}`;
  const left = (text: string) =>
    `document.querySelector("#left").textContent === ${q(text)}`;

  await both(`document.querySelector("#status.connected")`);
  await anna.type("#new input", "buy milk");
  await bert.until(titles("buy milk"));
  await bert.type("#new input", "call Mark");
  await anna.type("#new input", "repair the bicycle");
  await both(left("3 of 3 to do"));
  await both(titles("buy milk", "call Mark", "repair the bicycle"));

  // Anna completes what Bert then gives another title.
  await anna.click("#items li:nth-child(2) [type=checkbox]");
  await both(left("2 of 3 to do"));
  await bert.type("#items li:nth-child(2) .title", "call Mark and Anna");
  await both(titles("buy milk", "call Mark and Anna", "repair the bicycle"));
  assertEquals(await checked(anna), [false, true, false]);
  assertEquals(await checked(bert), [false, true, false]);
  await anna.screenshot("todo");

  // A title that the owner refuses is what it was again.
  await bert.type("#items li:nth-child(1) .title", " ");
  await bert.until(`/needs a title/.test(document.body.innerText)`);
  await both(titles("buy milk", "call Mark and Anna", "repair the bicycle"));

  await bert.click("#clear");
  await both(titles("buy milk", "repair the bicycle"));
  await anna.click("#items li:nth-child(1) button");
  await both(left("1 of 1 to do"));
  await bert.click("#all");
  await both(left("0 of 1 to do"));

  // Who comes later sees what there is.
  await bert.load(url);
  await bert.until(titles("repair the bicycle"));
});

function checked(page: Page): Promise<unknown> {
  return page.evaluate(
    `[...document.querySelectorAll("li [type=checkbox]")]
      .map(({ checked }) => checked)`,
  );
}

function q(text: string): string {
  return JSON.stringify(text);
}
