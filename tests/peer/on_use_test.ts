/**
 * What a peer loads when it is used, and what happens meanwhile.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import { State } from "../../peer.ts";
import { ChangeBacklog } from "../../peer/fetch/backlog.ts";
import { fetchLater } from "../../peer/fetch/load_later.ts";
import { TestBus } from "../../testing.ts";
import { begin, connected } from "../support/scripted_daemon.ts";

Deno.test("a sorted fetch is sent before what is asked after it", async () => {
  const { peer, link } = await connected();
  const fetcher = peer.fetch<number>({ sort: { byPath: true } });
  begin(peer.set("a", 1));
  const fetch = await link.next("fetch");
  link.notify(fetch, {
    n: 1,
    changes: [{ path: "a", value: 1, index: 1 }],
  });
  link.answer(fetch, true);
  await fetcher.ready;
  assertEquals(fetcher.entries.map(({ path }) => path), ["a"]);
  await link.next("set");
  await peer.close();
});

Deno.test("a sorted fetch of an aborted signal is not sent", async () => {
  const { peer, link } = await connected();
  const aborted = peer.fetch({ sort: {} }, {
    signal: AbortSignal.abort("late"),
  });
  assertEquals(await aborted.ready.catch((reason) => reason), "late");
  await peer.info();
  assertEquals(link.sent, []);
  await peer.close();
});

Deno.test("a sorted fetch begins before there is a connection", async () => {
  await using bus = new TestBus();
  const owner = await bus.peer();
  await owner.add(new State("b", 1));
  await owner.add(new State("a", 2));
  const peer = await bus.peer();
  const fetcher = peer.fetch<number>({ sort: { byPath: true } });
  assertEquals(fetcher.entries, []);
  await fetcher.ready;
  assertEquals(fetcher.entries.map(({ path }) => path), ["a", "b"]);
});

Deno.test("a backlog conflates when that is loaded with the first fetch", async () => {
  const backlog = new ChangeBacklog<number>(0);
  await fetchLater.get();
  const entry = { path: "a", type: "state" } as const;
  backlog.push({ ...entry, value: 1, event: "add" });
  backlog.push({ ...entry, value: 2, event: "change" });
  backlog.push({ ...entry, value: 3, event: "change" });
  assertEquals(backlog.take(), { ...entry, value: 3, event: "add" });
  assertEquals(backlog.take(), undefined);
});
