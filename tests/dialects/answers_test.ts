import { assertEquals } from "@std/assert";
import { asRecord } from "../support/client.ts";
import { speaker } from "../support/population.ts";
import { sharedDaemon } from "../support/shared_daemon.ts";
import { type Kind, KINDS } from "../support/speaker.ts";

const test = sharedDaemon().onOneRuntime;

const FEATURES: Record<Kind, unknown> = {
  "2.x": {
    batches: true,
    authentication: false,
    authenticate: false,
    fetch: "full",
  },
  "lua": {
    batches: true,
    authentication: false,
    authenticate: false,
    fetch: "full",
  },
  "cjet": { batches: true, authentication: false, fetch: "full" },
  "3.x": {
    batches: true,
    authentication: false,
    authenticate: false,
    asNotification: false,
    fetch: "full",
  },
};

for (const kind of KINDS) {
  test(`${kind}: info tells the features under the names that its peers look for`, async (bus) => {
    const peer = await speaker(bus, kind);
    // HBK's C++ peers ask with null.
    for (const params of [{}, null, undefined]) {
      const { result } = await peer.ask("info", params);
      const { version, ...info } = asRecord(result);
      assertEquals(typeof version, "string");
      assertEquals(info, {
        name: "jet",
        protocolVersion: kind === "cjet" ? "1.0.0" : "1.1.0",
        features: FEATURES[kind],
      });
    }
  });

  test(`${kind}: both names of config are taken, and unknown fields`, async (bus) => {
    const peer = await speaker(bus, kind);
    await peer.do("config", { name: "me" });
    await peer.do("configure", { name: "me", debug: true, more: [] });
    await peer.do("config", { debug: false });
  });

  test(`${kind}: get answers in the form of its own daemon`, async (bus) => {
    const owner = await speaker(bus, "2.x");
    const [s, m, ro] = ["s", "m", "ro"].map((name) => bus.path(name));
    await owner.do("add", { path: s, value: { a: null } });
    await owner.do("add", { path: m });
    await owner.do("add", { path: ro, value: false, fetchOnly: true });
    const event = "add";
    const classic = [
      { path: s, event, value: { a: null } },
      { path: m, event },
      { path: ro, event, value: false, fetchOnly: true },
    ];
    const states = [
      { path: s, value: { a: null } },
      { path: ro, value: false },
    ];
    const results: Record<Kind, unknown> = {
      "2.x": classic,
      "lua": classic,
      "cjet": states,
      "3.x": [states[0], { path: m }, states[1]],
    };
    const peer = await speaker(bus, kind);
    assertEquals(await peer.ask("get", { path: bus.here() }), {
      result: results[kind],
    });
    assertEquals(await peer.ask("get", { path: { equals: bus.path("no") } }), {
      result: [],
    });
  });

  test(`${kind}: everything that only works or not is answered by its word for good`, async (bus) => {
    const peer = await speaker(bus, kind);
    const path = bus.path("s");
    await peer.do("add", { path, value: 1 });
    await peer.do("change", { path, value: 2 });
    await peer.do("remove", { path });
    await peer.fetch({ path: bus.here() });
    await peer.do("unfetch", { id: peer.fetchId });
  });

  test(`${kind}: an array of requests is answered one by one, never by an array`, async (bus) => {
    const peer = await speaker(bus, kind);
    const path = bus.path("s");
    const [add, set, none, remove] = [1, 2, 3, 4].map(() => peer.nextId());
    await peer.send(
      { id: add, method: "add", params: { path, value: 1 } },
      { method: "change", params: { path, value: 2 } },
      { id: set, method: "set", params: { path, value: 3 } },
      { id: none, method: "remove", params: { path: `${path}/none` } },
      { id: remove, method: "remove", params: { path } },
    );
    assertEquals(await peer.answer(add), { result: peer.good });
    const forward = await peer.forwarded();
    assertEquals(forward.request, peer.setForward(path, 3));
    assertEquals(Object.keys(await peer.answer(none)), ["error"]);
    assertEquals(await peer.answer(remove), { result: peer.good });
    const result = peer.isV3 ? { path, value: 3 } : true;
    await peer.send({ id: forward.id, result });
    assertEquals(await peer.answer(set), {
      result: kind === "cjet" ? {} : result,
    });
  });

  test(`${kind}: what one array makes of changes comes to every other kind one by one`, async (bus) => {
    const owner = await speaker(bus, kind);
    const path = bus.path("s");
    const ids = [1, 2, 3].map(() => owner.nextId());
    const fetchers = [];
    for (const other of KINDS) {
      const fetcher = await speaker(bus, other);
      await fetcher.fetch({ path: bus.here() });
      fetchers.push(fetcher);
    }
    await owner.send(
      { id: ids[0], method: "add", params: { path, value: 1 } },
      { id: ids[1], method: "change", params: { path, value: 2 } },
      { id: ids[2], method: "remove", params: { path } },
    );
    for (const fetcher of fetchers) {
      await fetcher.client.expect(
        fetcher.event("add", path, 1),
        fetcher.event("change", path, 2),
        fetcher.event("remove", path, 2),
      );
      await fetcher.quiet();
    }
  });
}
