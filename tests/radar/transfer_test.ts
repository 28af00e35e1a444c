/**
 * Pins and saved searches as files, through the browser's own dialogs.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import { Daemon } from "../../daemon.ts";
import { State } from "../../peer.ts";
import { type Page, withBrowser } from "../browser/browser.ts";
import { asRecord } from "../support/client.ts";
import { TemporaryFolder } from "../support/temporary.ts";
import { originOf, rows } from "./controls.ts";

/** Chooses an entry of the menu of the tree. */
async function choose(page: Page, entry: string): Promise<void> {
  await page.click('[aria-label="More: groups, saved views, import, export"]');
  const item = `[...document.querySelectorAll("[role=menuitem]")]
    .find((one) => one.textContent.startsWith("${entry}"))`;
  await page.until(`${item} !== undefined`);
  await page.evaluate(`${item}.id = "chosen"`);
  await page.click("#chosen");
}

/** Imports a file as a user does: by the dialog that the page opens. */
async function importFile(page: Page, file: string): Promise<void> {
  const opened = page.next("Page.fileChooserOpened");
  await choose(page, "Import pins and views");
  const { backendNodeId, mode } = await opened;
  assertEquals(mode, "selectSingle");
  await page.cdp("DOM.setFileInputFiles", { files: [file], backendNodeId });
}

function says(page: Page, text: string): Promise<void> {
  return page.until(`document.body.innerText.includes("${text}")`);
}

withBrowser(
  "pins are imported by the file dialog, beside those that are there, and exported as a file",
  async (pages) => {
    await using folder = await TemporaryFolder.create();
    await using daemon = new Daemon();
    const [{ url }] = await daemon.listen({ wsPort: 0 });
    const owner = daemon.peer();
    for (const name of ["a", "b", "c"]) await owner.add(new State(name, 1));
    const page = await pages.open(`${originOf(url)}/radar/`);
    await rows(page, "tree", 3);
    await page.cdp("Page.setInterceptFileChooserDialog", { enabled: true });
    const stored = (key: string) =>
      page.evaluate(
        `JSON.parse(localStorage.getItem("jet-radar") ?? "{}").${key}`,
      );

    // A file of the old Radar: paths alone.
    const old = await folder.write("old.json", ["a", "gone"]);
    await importFile(page, old);
    await says(page, "2 pins imported");
    const views = [{ title: "hot", query: ">30" }];
    const other = await folder.write("other.json", { pins: ["b", "a"], views });
    await importFile(page, other);
    await page.until(
      `localStorage.getItem("jet-radar").includes('"b"')`,
    );
    assertEquals(await stored("pins"), ["a", "gone", "b"]);

    const broken = await folder.write("broken.json", "{");
    await importFile(page, broken);
    await says(page, "This file has no pins");
    assertEquals(await stored("pins"), ["a", "gone", "b"]);

    await page.cdp("Page.setDownloadBehavior", {
      behavior: "allow",
      downloadPath: folder.path(""),
    });
    const begun = page.next("Page.downloadWillBegin");
    const completed = page.next(
      "Page.downloadProgress",
      ({ state }) => state === "completed",
    );
    await choose(page, "Export pins and views");
    assertEquals((await begun).suggestedFilename, "radar.json");
    await completed;
    const text = await Deno.readTextFile(folder.path("radar.json"));
    assertEquals(asRecord(JSON.parse(text)), {
      pins: ["a", "gone", "b"],
      views,
    });
  },
);
