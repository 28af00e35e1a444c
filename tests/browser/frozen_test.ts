import { assert, assertEquals } from "@std/assert";
import { Peer, State } from "../../peer.ts";
import { HostedDaemon } from "../support/daemon_process.ts";
import { RUNTIMES } from "../support/runtimes.ts";
import { withBrowser } from "./browser.ts";
import { HAS_TABS } from "./chromium.ts";
import { PeerPage } from "./peer_page.ts";
import { idsOf, quietPage } from "./quiet.ts";

/** Longer than the page's heartbeat and the time for its answer. */
const FROZEN_MS = 4000;

withBrowser(
  "a page that was frozen shows what has changed meanwhile, and owns its state",
  async (pages) => {
    await using daemon = await HostedDaemon.start(RUNTIMES[0], {
      args: ["--ping-interval", "0.3"],
    });
    await using owner = await Peer.connect(daemon.url("tcp"));
    const state = await owner.add(new State("frozen", 0));
    await using served = new PeerPage((url) => `
    import { Peer, State } from "${url("peer.ts")}";
    window.events = [];
    const peer = await Peer.connect(
      ${JSON.stringify(daemon.url("websocket"))},
      { heartbeat: 1, name: "frozen" },
    );
    for (const type of ["disconnect", "reconnect"]) {
      peer.addEventListener(type, ({ reason }) =>
        events.push(type + " " + reason?.message));
    }
    await peer.add(new State("of page", 7, { set: () => {} }));
    peer.fetch({ path: "frozen" }, ({ event, value }) => {
      if (event === "change") events.push("change");
      document.title = value;
    });
  `);
    const page = await pages.open(served.url);
    await page.until('document.title === "0"');
    const ids = await idsOf(owner, "frozen");
    await page.freeze();
    await new Promise((resolve) => setTimeout(resolve, FROZEN_MS));
    // Chromium fails the WebSocket of a frozen page at once, and says so, but
    // keeps its connection until the page goes on.
    assertEquals([ids.length, await idsOf(owner, "frozen")], [1, ids]);
    await state.change(1);
    await page.thaw();
    await page.until('document.title === "1"');
    assert(page.complaints.some((entry) => entry.includes("WebSocket")));
    page.complaints.length = 0;
    const reasons = String(await page.evaluate("events.join()"));
    assertEquals(reasons.includes("nothing was received"), false, reasons);
    // Nothing was reported as removed or added.
    assertEquals(
      reasons.replace(/ [^,]*/g, ""),
      "disconnect,reconnect,change",
      reasons,
    );
    const found = await owner.get({ path: "of page" });
    assertEquals(found.map(({ value }) => value), [7]);
    await owner.set("of page", 8);
  },
  { beside: true },
);

withBrowser(
  "a hidden page whose timers are throttled keeps its connection",
  async (pages) => {
    await using daemon = await HostedDaemon.start(RUNTIMES[0], {
      args: ["--ping-interval", "0.3", "--dead-after", "3"],
    });
    // As many pings and heartbeats as in three minutes by default.
    const ticks = await quietPage(pages, daemon, 0.5, 5);
    assert(ticks < 5, `not throttled: ${ticks} a second`);
  },
  // Where the short form has no tabs, the gate runs it apart.
  { ignore: !HAS_TABS },
);
