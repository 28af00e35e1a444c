import { assertEquals } from "@std/assert";
import { asRecord, type Client } from "../support/client.ts";
import { failure, invalidParams, timeout } from "../support/errors.ts";
import { sharedDaemon } from "../support/shared_daemon.ts";

const test = sharedDaemon();
const impatient = sharedDaemon("--timeout", "0.03");

/** The next request that the daemon forwards: its id and the rest. */
async function forwarded(
  owner: Client,
): Promise<{ id: string; request: Record<string, unknown> }> {
  const { id, ...request } = asRecord(await owner.next());
  // cjet's peers know no other ids from their daemon.
  if (typeof id !== "string" || id === "") throw new TypeError("no text as id");
  return { id, request };
}

test("set reaches the owner as a request of the path, and its answer comes back", async (bus) => {
  const [owner, client] = [await bus.tcp(), await bus.tcp()];
  const path = bus.path("s");
  await owner.do("add", { path, value: 1 });
  await client.send({
    id: 7,
    method: "set",
    params: { path, value: { a: 4 } },
  });
  const { id, request } = await forwarded(owner);
  assertEquals(request, { method: path, params: { value: { a: 4 } } });
  // In one array, as node-jet's owners answer.
  await owner.send([
    { id, result: true },
    { method: "change", params: { path, value: { a: 4 } } },
  ]);
  await client.expect({ id: 7, result: true });
  assertEquals(await client.ask("get", { path: bus.here() }), {
    result: [{ path, event: "add", value: { a: 4 } }],
  });
});

test("set alone does not change the value: that is the owner's to do", async (bus) => {
  const [owner, client] = [await bus.tcp(), await bus.tcp()];
  const path = bus.path("s");
  await owner.do("add", { path, value: 1 });
  await client.send({ id: 1, method: "set", params: { path, value: 2 } });
  const { id } = await forwarded(owner);
  await owner.send({ id, result: true });
  await client.expect({ id: 1, result: true });
  assertEquals(await client.ask("get", { path: bus.here() }), {
    result: [{ path, event: "add", value: 1 }],
  });
});

test("valueAsResult is forwarded, and the owner's value is the answer", async (bus) => {
  const [owner, client] = [await bus.tcp(), await bus.tcp()];
  const path = bus.path("s");
  await owner.do("add", { path, value: 1 });
  await client.send({
    id: "v",
    method: "set",
    params: { path, value: 5, valueAsResult: true, timeout: 2 },
  });
  const { id, request } = await forwarded(owner);
  assertEquals(request.params, { value: 5, valueAsResult: true });
  await owner.send({ id, result: 6 });
  await client.expect({ id: "v", result: 6 });
});

test("call passes arguments of any kind and results of any kind", async (bus) => {
  const [owner, client] = [await bus.tcp(), await bus.tcp()];
  const path = bus.path("m");
  await owner.do("add", { path });
  for (const value of [[1, 2], { x: 1 }, [], 7, "text", false]) {
    await client.send({
      id: 1,
      method: "call",
      params: { path, args: value, timeout: 5 },
    });
    const { id, request } = await forwarded(owner);
    assertEquals(request, { method: path, params: value });
    await owner.send({ id, result: value });
    await client.expect({ id: 1, result: value });
  }
});

test("a call without args reaches the owner with an empty array", async (bus) => {
  const [owner, client] = [await bus.tcp(), await bus.tcp()];
  const path = bus.path("m");
  await owner.do("add", { path });
  for (const params of [{ path }, { path, args: null }]) {
    await client.send({ method: "call", params });
    await owner.expect({ method: path, params: [] });
  }
});

test("a notification reaches the owner without an id and gets no answer", async (bus) => {
  const [owner, client] = [await bus.tcp(), await bus.tcp()];
  const path = bus.path("s");
  await owner.do("add", { path, value: 1 });
  await client.send({ method: "set", params: { path, value: 9 } });
  await owner.expect({ method: path, params: { value: 9 } });
  await owner.send({ result: true });
  await owner.quiet();
  await client.quiet();
});

test("a peer can set and call what is its own", async (bus) => {
  const peer = await bus.tcp();
  const path = bus.path("s");
  await peer.do("add", { path, value: 1 });
  await peer.send({ id: 1, method: "set", params: { path, value: 2 } });
  const { id } = await forwarded(peer);
  await peer.send({ id, result: true });
  await peer.expect({ id: 1, result: true });
});

test("an owner's error comes back as it is", async (bus) => {
  const [owner, client] = [await bus.tcp(), await bus.tcp()];
  const path = bus.path("s");
  await owner.do("add", { path, value: 1 });
  const errors: unknown[] = [
    { code: 17, message: "door is open", data: { door: 3 } },
    { code: -32602, message: "Invalid params", data: { invalidArgument: {} } },
    { code: -32000, message: "no data" },
    "just a text",
    null,
  ];
  for (const error of errors) {
    await client.send({
      id: 0,
      method: "set",
      params: { path, value: 2, timeout: 5 },
    });
    const { id } = await forwarded(owner);
    await owner.send({ id, error });
    await client.expect({ id: 0, error });
  }
});

test("an owner's error without data gets some where node-jet would die of it", async (bus) => {
  const [owner, client] = [await bus.tcp(), await bus.tcp()];
  const path = bus.path("s");
  await owner.do("add", { path, value: 1 });
  const bare = [
    { code: -32603, message: "caught exception!" },
    { code: -32602, message: "Invalid params", data: null },
  ];
  // As node-jet 2.x begins.
  await client.ask("info", {});
  for (const error of bare) {
    await client.send({
      id: 1,
      method: "set",
      params: { path, value: 2, timeout: 5 },
    });
    const { id } = await forwarded(owner);
    await owner.send({ id, error });
    const answer = asRecord(asRecord(await client.next()).error);
    assertEquals(answer.code, error.code);
    assertEquals(answer.message, error.message);
    assertEquals(asRecord(answer.data).message, error.message);
  }
});

test("what can't be set or called is refused with the reason", async (bus) => {
  const [owner, client] = [await bus.tcp(), await bus.tcp()];
  const [none, s, m, ro] = ["none", "s", "m", "ro"].map((n) => bus.path(n));
  await owner.do("add", { path: s, value: 1 });
  await owner.do("add", { path: m });
  await owner.do("add", { path: ro, value: 1, fetchOnly: true });
  const refused: [string, unknown, unknown][] = [
    ["set", { path: none, value: 1 }, { pathNotExists: none }],
    ["call", { path: none, args: [] }, { pathNotExists: none }],
    ["set", { path: ro, value: 1 }, { fetchOnly: ro }],
    ["set", { path: m, value: 1 }, { pathIsNotState: m }],
    ["call", { path: s, args: [] }, { pathIsNotMethod: s }],
  ];
  for (const [method, params, data] of refused) {
    assertEquals(await client.ask(method, params), invalidParams(data));
  }
  await owner.quiet();
});

test("a request with id 0 is answered, also with an error", async (bus) => {
  const client = await bus.tcp();
  const path = bus.path("none");
  await client.send({ id: 0, method: "set", params: { path, value: 1 } });
  await client.expect({ id: 0, ...invalidParams({ pathNotExists: path }) });
});

impatient(
  "an owner that stays silent: the daemon's timeout, the element's, the request's",
  async (bus) => {
    const [owner, client] = [await bus.tcp(), await bus.tcp()];
    const [usual, patient] = [bus.path("usual"), bus.path("patient")];
    await owner.do("add", { path: usual, value: 1 });
    await owner.do("add", { path: patient, value: 1, timeout: 60 });
    const cases = [
      { path: usual, value: 2 },
      { path: patient, value: 2, timeout: 0.02 },
    ];
    for (const params of cases) {
      await client.send({ id: 1, method: "set", params });
      const { id } = await forwarded(owner);
      await client.expect({ id: 1, ...timeout(params) });
      // Too late: the request has timed out.
      await owner.send({ id, result: true });
      await owner.quiet();
      await client.quiet();
    }
  },
);

impatient(
  "an element's timeout comes before the daemon's, a request's before both",
  async (bus) => {
    const [owner, client] = [await bus.tcp(), await bus.tcp()];
    const [patient, hasty] = [bus.path("patient"), bus.path("hasty")];
    await owner.do("add", { path: patient, timeout: 60 });
    await owner.do("add", { path: hasty, timeout: 0.01 });
    const ask = (id: string, path: string, timeout?: number) =>
      client.send({ id, method: "call", params: { path, args: [], timeout } });
    await ask("patient", patient);
    const first = await forwarded(owner);
    await ask("long", hasty, 60);
    const second = await forwarded(owner);
    await ask("short", hasty);
    await forwarded(owner);
    // The last one is over although it began last, the others still wait.
    assertEquals(asRecord(await client.next()).id, "short");
    await owner.send({ id: first.id, result: 1 });
    await owner.send({ id: second.id, result: 2 });
    await client.expect(
      { id: "patient", result: 1 },
      { id: "long", result: 2 },
    );
  },
);

test("timeouts expire in the order of their times, not of the requests", async (bus) => {
  const [owner, client] = [await bus.tcp(), await bus.tcp()];
  const path = bus.path("m");
  await owner.do("add", { path });
  for (const timeout of [0.3, 0.2, 0.1, 0.001]) {
    const params = { path, timeout };
    await client.send({ id: timeout, method: "call", params });
  }
  const answers = (await client.take(4)).map((answer) => asRecord(answer).id);
  assertEquals(answers, [0.001, 0.1, 0.2, 0.3]);
});

test("two requests in flight with one id are both answered", async (bus) => {
  const [owner, client] = [await bus.tcp(), await bus.tcp()];
  const path = bus.path("m");
  await owner.do("add", { path, timeout: 5 });
  await client.send({ id: 7, method: "call", params: { path, args: ["a"] } });
  await client.send({ id: 7, method: "call", params: { path, args: ["b"] } });
  const [a, b] = [await forwarded(owner), await forwarded(owner)];
  assertEquals(a.request.params, ["a"]);
  assertEquals(b.request.params, ["b"]);
  await owner.send({ id: b.id, result: "b" });
  await owner.send({ id: a.id, result: "a" });
  await client.expect({ id: 7, result: "b" }, { id: 7, result: "a" });
});

test("the same id of two peers is answered to the right one", async (bus) => {
  const [owner, one, two] = [await bus.tcp(), await bus.tcp(), await bus.tcp()];
  const path = bus.path("m");
  await owner.do("add", { path, timeout: 5 });
  await one.send({ id: 1, method: "call", params: { path, args: ["one"] } });
  const first = await forwarded(owner);
  await two.send({ id: 1, method: "call", params: { path, args: ["two"] } });
  const second = await forwarded(owner);
  await owner.send({ id: second.id, result: 2 });
  await owner.send({ id: first.id, result: 1 });
  await one.expect({ id: 1, result: 1 });
  await two.expect({ id: 1, result: 2 });
});

test("answers to nothing, foreign ones and second ones are ignored", async (bus) => {
  const bystander = await bus.bystander();
  const [owner, client, foreign] = [
    await bus.tcp(),
    await bus.tcp(),
    await bus.tcp(),
  ];
  const path = bus.path("m");
  await owner.do("add", { path, timeout: 5 });
  await client.send({ id: 1, method: "call", params: { path } });
  const { id } = await forwarded(owner);
  for (const wrong of [id, "nonsense", "", 7, -1, 1e300, null]) {
    await foreign.send({ id: wrong, result: "forged" });
    await foreign.send({ id: wrong, error: { code: 1, message: "forged" } });
  }
  await foreign.send({ result: "no id" });
  await foreign.send({ error: "no id" });
  await foreign.quiet();
  await owner.send({ id, result: "true one" });
  await owner.send({ id, result: "again" });
  await client.expect({ id: 1, result: "true one" });
  await client.quiet();
  await bystander.noticedNothing();
});

test("an answer with both a result and an error is a result", async (bus) => {
  const [owner, client] = [await bus.tcp(), await bus.tcp()];
  const path = bus.path("m");
  await owner.do("add", { path, timeout: 5 });
  await client.send({ id: 1, method: "call", params: { path } });
  const { id } = await forwarded(owner);
  await owner.send({ id, error: { code: 1 }, result: false });
  await client.expect({ id: 1, result: false });
});

test("an owner may answer with the id as a number", async (bus) => {
  const [owner, client] = [await bus.tcp(), await bus.tcp()];
  const path = bus.path("m");
  await owner.do("add", { path, timeout: 5 });
  await client.send({ id: 1, method: "call", params: { path } });
  const { id } = await forwarded(owner);
  await owner.send({ id: Number(id), result: {} });
  await client.expect({ id: 1, result: {} });
});

test("when the owner leaves, its requesters are answered at once", async (bus) => {
  const [owner, client] = [await bus.tcp(), await bus.tcp()];
  const path = bus.path("m");
  await owner.do("add", { path, timeout: 3600 });
  await client.send({ id: 1, method: "call", params: { path } });
  await forwarded(owner);
  owner.close();
  await client.expect({
    id: 1,
    ...failure(-32603, "Internal error", {
      message: "the owner of the path has gone",
      stack: "",
    }),
  });
  assertEquals(
    await client.ask("call", { path }),
    invalidParams({ pathNotExists: path }),
  );
});

test("when a requester leaves, its requests are dropped and no others", async (bus) => {
  const bystander = await bus.bystander();
  const [owner, client, other] = [
    await bus.tcp(),
    await bus.tcp(),
    await bus.tcp(),
  ];
  const path = bus.path("m");
  await owner.do("add", { path, timeout: 3600 });
  await client.send({ id: 1, method: "call", params: { path } });
  const dropped = await forwarded(owner);
  await other.send({ id: 1, method: "call", params: { path } });
  const kept = await forwarded(owner);
  await client.do("add", { path: bus.path("gone"), value: 1 });
  await owner.do("fetch", { id: "f", path: { equals: bus.path("gone") } });
  await owner.next();
  client.close();
  // Only now is the daemon known to have noticed.
  await owner.expect({
    method: "f",
    params: { path: bus.path("gone"), event: "remove", value: 1 },
  });
  await owner.send({ id: dropped.id, result: "late" });
  await owner.send({ id: kept.id, result: "in time" });
  await other.expect({ id: 1, result: "in time" });
  await owner.quiet();
  await bystander.noticedNothing();
});
