import { assertEquals } from "@std/assert";
import { Peer, State } from "../../peer.ts";
import { DaemonProcess } from "../support/daemon_process.ts";
import { RUNTIMES } from "../support/runtimes.ts";
import { withBrowser } from "./browser.ts";
import { PeerPage } from "./peer_page.ts";

/** Longer than the page's heartbeat and the time for its answer. */
const FROZEN_MS = 4000;

withBrowser(
  "a page that was frozen shows what has changed meanwhile",
  async (pages) => {
    await using daemon = await DaemonProcess.start(RUNTIMES[0]);
    await using owner = await Peer.connect(daemon.url("tcp"));
    const state = await owner.add(new State("frozen", 0));
    await using served = new PeerPage((url) => `
    import { Peer } from "${url("peer.ts")}";
    window.events = [];
    const peer = await Peer.connect(
      ${JSON.stringify(daemon.url("websocket"))},
      { heartbeat: 1 },
    );
    for (const type of ["disconnect", "reconnect"]) {
      peer.addEventListener(type, ({ reason }) =>
        events.push(type + " " + reason?.message));
    }
    peer.fetch({ path: "frozen" }, ({ value }) => document.title = value);
  `);
    const page = await pages.open(served.url);
    await page.until('document.title === "0"');
    await page.freeze();
    await new Promise((resolve) => setTimeout(resolve, FROZEN_MS));
    state.value = 1;
    await page.thaw();
    await page.until('document.title === "1"');
    // Chromium itself fails the WebSocket of a frozen page, and says so.
    page.complaints.length = 0;
    const reasons = String(await page.evaluate("events.join()"));
    assertEquals(reasons.includes("nothing was received"), false, reasons);
  },
);
