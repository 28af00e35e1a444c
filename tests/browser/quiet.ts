/**
 * A page of a tab behind another one, which keeps quiet: its timers are
 * throttled; its CPU is slow in the whole matrix.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import { Peer, State } from "../../peer.ts";
import { asRecord } from "../support/client.ts";
import { WHOLE_MATRIX } from "../support/runtimes.ts";
import type { RunningDaemon } from "../support/daemon_process.ts";
import type { Pages } from "./browser.ts";
import { PeerPage } from "./peer_page.ts";

const CPU_RATE = 6;
const TICK_MS = 100;

/** Ids of the connections of a name. */
export async function idsOf(peer: Peer, name: string): Promise<unknown[]> {
  const rows = await peer.call("$jet/peers", []);
  if (!Array.isArray(rows)) throw new TypeError("no rows");
  return rows.map(asRecord).filter((row) => row.name === name)
    .map(({ id }) => id);
}

/**
 * Lets a page keep quiet; asserts that it keeps its connection, and that values
 * go both ways in the end.
 *
 * @param heartbeat Seconds of the page's peer.
 * @returns Turns of its timer of 100 ms a second.
 */
export async function quietPage(
  pages: Pages,
  daemon: RunningDaemon,
  heartbeat: number,
  seconds: number,
): Promise<number> {
  await using beside = await Peer.connect(daemon.url("tcp"));
  const state = await beside.add(new State("quiet", 0));
  await using served = new PeerPage((url) => `
    import { Peer, State } from "${url("peer.ts")}";
    window.events = [];
    window.ticks = 0;
    setInterval(() => ticks++, ${TICK_MS});
    const peer = await Peer.connect(
      ${JSON.stringify(daemon.url("websocket"))},
      { heartbeat: ${heartbeat}, name: "quiet" },
    );
    peer.addEventListener("disconnect", ({ reason }) =>
      events.push(reason?.message));
    await peer.add(new State("of page", 0, { set: () => {} }));
    peer.fetch({ path: "quiet" }, ({ value }) => document.title = value);
  `);
  const page = await pages.open(served.url);
  await page.until('document.title === "0"');
  await pages.hide(page);
  // Chromium slows a page down by work of its own, which other tests miss.
  if (WHOLE_MATRIX) await page.slowDown(CPU_RATE);
  const ids = await idsOf(beside, "quiet");
  const before = Number(await page.evaluate("ticks"));
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  const ticks = Number(await page.evaluate("ticks")) - before;
  assertEquals(await page.evaluate("events.join()"), "");
  assertEquals([ids.length, await idsOf(beside, "quiet")], [1, ids]);
  await beside.set("of page", 1);
  await state.change(1);
  await page.until('document.title === "1"');
  return ticks / seconds;
}
