import { assert, assertEquals } from "@std/assert";
import { asRecord } from "../support/client.ts";
import { speaker } from "../support/population.ts";
import { sharedDaemon } from "../support/shared_daemon.ts";
import { KINDS } from "../support/speaker.ts";

const test = sharedDaemon().onOneRuntime;

/** Optional members, each of which is as if it were not there. */
const ABSENT = {
  add: [
    "access",
    "at",
    "caller",
    "cancel",
    "deadline",
    "displaced",
    "expires",
    "fetchOnly",
    "group",
    "keep",
    "meta",
    "quality",
    "replace",
    "stay",
    "timeout",
    "type",
  ],
  change: ["at", "below", "quality"],
  set: ["below", "if", "timeout", "valueAsResult"],
  call: ["timeout"],
  get: [
    "below",
    "depth",
    "deadband",
    "limits",
    "meta",
    "nodes",
    "presence",
    "rate",
    "sort",
    "times",
    "type",
    "value",
    "valueField",
  ],
  list: ["from", "limit", "meta", "presence", "times", "type", "values"],
  remove: ["below", "keep"],
};

function nulls(method: keyof typeof ABSENT): Record<string, null> {
  return Object.fromEntries(ABSENT[method].map((name) => [name, null]));
}

for (const kind of KINDS) {
  test(`${kind}: null for an optional member means that it is absent`, async (bus) => {
    const owner = await speaker(bus, kind);
    const path = bus.path("s");
    const method = bus.path("m");
    const below = bus.prefix.slice(0, -1);
    await owner.do("add", { path, value: 1, ...nulls("add") });
    await owner.do("add", { path: method, ...nulls("add") });
    await owner.do("change", { path, value: 2, ...nulls("change") });
    const caller = await speaker(bus, kind);
    const set = await caller.request("set", {
      path,
      value: 3,
      ...nulls("set"),
    });
    const forward = await owner.forwarded();
    const wish = owner.wishOf(caller);
    assertEquals(forward.request, owner.setForward(path, 3, wish));
    await owner.send({ id: forward.id, result: true });
    assert("result" in await caller.answer(set));
    const call = await caller.request("call", {
      path: method,
      args: [],
      ...nulls("call"),
    });
    const second = await owner.forwarded();
    assertEquals(second.request, owner.callForward(method, []));
    await owner.send({ id: second.id, result: 1 });
    assert("result" in await caller.answer(call));
    const rules = { path: { equals: path } };
    const bare = await caller.ask("get", rules);
    assertEquals(await caller.ask("get", { ...rules, ...nulls("get") }), bare);
    const listed = await caller.ask("list", { path: below });
    assertEquals(
      await caller.ask("list", { path: below, ...nulls("list") }),
      listed,
    );
    await caller.do("fetch", {
      id: "f",
      path: { equals: "nothing" },
      ...nulls("get"),
    });
    // A removed metadata is none.
    await owner.do("change", { path, meta: null });
    await owner.do("remove", { path, ...nulls("remove") });
  });
}

test("null for a member of a condition, a dead band or a limit means that it is absent", async (bus) => {
  const owner = await speaker(bus, "2.x");
  const path = bus.path("s");
  await owner.do("add", { path, value: 1 });
  const { result } = await owner.ask("get", {
    path: { equals: path },
    times: true,
  });
  const { revision } = asRecord(Object(result)[0]);
  const caller = await speaker(bus, "2.x");
  const condition = { revision, epoch: null };
  const set = await caller.request("set", { path, value: 2, if: condition });
  const { id } = await owner.forwarded();
  await owner.send({ id, result: true });
  assertEquals(await caller.answer(set), { result: true });
  const deadband = { absolute: 1, percent: null, field: null };
  await caller.do("fetch", {
    id: "f",
    path: { equals: "nothing" },
    deadband,
    limits: [{ path: null, rate: null, deadband: null }, {
      path: "x",
      deadband,
    }],
  });
});
