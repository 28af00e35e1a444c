import { assertEquals } from "@std/assert";
import {
  assertFailure,
  type Expected,
  noAccess,
  notFound,
} from "../support/dialect_errors.ts";
import { invalidParams } from "../support/errors.ts";
import { speaker } from "../support/population.ts";
import { KINDS, type Speaker } from "../support/speaker.ts";
import { daemonWithUsers, login } from "../support/users.ts";

const test = (await daemonWithUsers()).onOneRuntime;

const OPERATORS = {
  classic: {
    fetchGroups: ["public", "other"],
    setGroups: ["operators"],
    callGroups: ["operators"],
  },
  v3: { read: "public", write: "operators" },
};
const READ_ONLY = { fetchOnly: true };

/** Asserts that a peer can neither set nor call. */
async function isRefused(
  peer: Speaker,
  state: string,
  method: string,
  refusal: (path: string) => Expected,
): Promise<void> {
  const set = await peer.ask("set", { path: state, value: 2 });
  assertFailure(peer, set, refusal(state));
  const call = await peer.ask("call", { path: method, args: [] });
  assertFailure(peer, call, refusal(method));
  // Without ids as well, of which only the owner could tell.
  await peer.notify("set", { path: state, value: 2 });
  await peer.notify("call", { path: method, args: [] });
  await peer.quiet();
}

/** Asserts that a peer can set and call what an owner has. */
async function isObeyed(
  peer: Speaker,
  owner: Speaker,
  state: string,
  method: string,
): Promise<void> {
  await peer.request("set", { path: state, value: 2 });
  const set = await owner.forwarded();
  const more = owner.wishOf(peer);
  assertEquals(set.request, owner.setForward(state, 2, more));
  await peer.request("call", { path: method, args: [1] });
  const call = await owner.forwarded();
  assertEquals(call.request, owner.callForward(method, [1]));
}

for (const form of ["classic", "v3"] as const) {
  const ownerKind = form === "v3" ? "3.x" : "cjet";
  for (const kind of KINDS) {
    test(`${kind}: who has not logged in sees and does nothing with elements of a group (${form} access)`, async (bus) => {
      const owner = await speaker(bus, ownerKind);
      const peer = await speaker(bus, kind);
      const [state, method] = [bus.path("s"), bus.path("m")];
      const access = OPERATORS[form];
      await peer.fetch({ path: bus.here() });
      await owner.do("add", { path: state, value: 1, access });
      await owner.do("add", { path: method, access });
      await owner.change(state, 2);
      await isRefused(peer, state, method, notFound);
      // As for a path that does not exist, whatever is asked.
      for (
        const [request, params] of [
          ["call", { path: state, args: [] }],
          ["set", { path: method, value: 1 }],
          ["change", { path: state, value: 1 }],
          ["change", { path: method, value: 1 }],
          ["remove", { path: state }],
        ] as const
      ) {
        const path = bus.path("none");
        assertEquals(
          JSON.stringify(await peer.ask(request, params)),
          JSON.stringify(await peer.ask(request, { ...params, path }))
            .replaceAll(path, params.path),
        );
      }
      assertEquals(await peer.ask("get", { path: bus.here() }), { result: [] });
      await owner.do("remove", { path: state });
      await peer.quiet();
      await owner.quiet();
    });

    test(`${kind}: a user who may only fetch sees fetchOnly, and sets and calls nothing (${form} access)`, async (bus) => {
      const owner = await speaker(bus, ownerKind);
      const peer = await speaker(bus, kind);
      const [state, method] = [bus.path("s"), bus.path("m")];
      const access = OPERATORS[form];
      await owner.do("add", { path: state, value: 1, access });
      await owner.do("add", { path: method, access });
      await login(peer, "eve");
      const methods = peer.isV3
        ? []
        : [peer.event("add", method, undefined, READ_ONLY)];
      await peer.fetch(
        { path: bus.here() },
        peer.event("add", state, 1, READ_ONLY),
        ...methods,
      );
      await owner.change(state, 2);
      await peer.client.expect(peer.event("change", state, 2));
      await isRefused(peer, state, method, noAccess);
      await owner.quiet();
      await owner.do("remove", { path: state });
      await peer.client.expect(peer.event("remove", state, 2));
    });

    test(`${kind}: who is in the groups sets and calls (${form} access)`, async (bus) => {
      const owner = await speaker(bus, ownerKind);
      const peer = await speaker(bus, kind);
      const [state, method] = [bus.path("s"), bus.path("m")];
      const access = OPERATORS[form];
      await owner.do("add", { path: state, value: 1, access });
      await owner.do("add", { path: method, access });
      await login(peer, "joe");
      const methods = peer.isV3 ? [] : [peer.event("add", method)];
      await peer.fetch(
        { path: bus.here() },
        peer.event("add", state, 1),
        ...methods,
      );
      await isObeyed(peer, owner, state, method);
    });

    test(`${kind}: an owner without login sees, changes, sets and calls its own (${form} access)`, async (bus) => {
      const owner = await speaker(bus, kind);
      const [state, method] = [bus.path("s"), bus.path("m")];
      const access = OPERATORS[form];
      await owner.do("add", { path: state, value: 1, access });
      await owner.do("add", { path: method, access });
      const methods = owner.isV3 ? [] : [owner.event("add", method)];
      await owner.fetch(
        { path: bus.here() },
        owner.event("add", state, 1),
        ...methods,
      );
      const change = await owner.request("change", { path: state, value: 2 });
      await owner.client.expect(
        owner.event("change", state, 2),
        { id: change, result: owner.good },
      );
      await isObeyed(owner, owner, state, method);
      await owner.do("unfetch", { id: owner.fetchId });
      await owner.do("remove", { path: state });
    });
  }
}

test("get and sorted fetches tell who may only fetch that it is so", async (bus) => {
  const owner = await speaker(bus, "2.x");
  const path = bus.path("s");
  const access = OPERATORS.classic;
  await owner.do("add", { path, value: 1, access });
  for (const name of ["eve", "joe"] as const) {
    const more = name === "eve" ? READ_ONLY : {};
    const peer = await speaker(bus, "2.x");
    await login(peer, name);
    assertEquals(await peer.ask("get", { path: bus.here() }), {
      result: [{ path, event: "add", value: 1, ...more }],
    });
    await peer.fetch({ path: bus.here(), sort: { byPath: true } }, {
      method: peer.fetchId,
      params: { changes: [{ path, value: 1, index: 1, ...more }], n: 1 },
    });
  }
});

test("fetching, setting and calling are allowed apart from each other", async (bus) => {
  const owner = await speaker(bus, "2.x");
  const [state, method] = [bus.path("s"), bus.path("m")];
  const hidden = { fetchGroups: ["admins"], setGroups: ["operators"] };
  await owner.do("add", { path: state, value: 1, access: hidden });
  const access = { fetchGroups: ["public"], callGroups: ["admins"] };
  await owner.do("add", { path: method, access });
  const joe = await speaker(bus, "2.x");
  await login(joe, "joe");
  const add = joe.event("add", method, undefined, READ_ONLY);
  await joe.fetch({ path: bus.here() }, add);
  // It may set what it does not see.
  await joe.request("set", { path: state, value: 2 });
  assertEquals((await owner.forwarded()).request.method, state);
  const call = await joe.ask("call", { path: method, args: [] });
  assertFailure(joe, call, noAccess(method));
});

test("3.x: an empty group is everybody, all is every user, admin is the administrators", async (bus) => {
  const owner = await speaker(bus, "3.x");
  const [open, all, admin] = ["open", "all", "admin"].map((n) => bus.path(n));
  const add = (path: string, read: string, write: string) =>
    owner.do("add", { path, value: 1, access: { read, write } });
  await add(open, "", "admin");
  await add(all, "all", "all");
  await add(admin, "admin", "");
  const anonymous = await speaker(bus, "2.x");
  await anonymous.fetch(
    { path: bus.here() },
    anonymous.event("add", open, 1, READ_ONLY),
  );
  assertFailure(
    anonymous,
    await anonymous.ask("set", { path: open, value: 2 }),
    noAccess(open),
  );
  await anonymous.request("set", { path: admin, value: 2 });
  assertEquals((await owner.forwarded()).request.method, "set");
  const user = await speaker(bus, "2.x");
  await login(user, "ungrouped");
  await user.fetch(
    { path: bus.here() },
    user.event("add", open, 1, READ_ONLY),
    user.event("add", all, 1),
  );
  const root = await speaker(bus, "2.x");
  await login(root, "root");
  await root.fetch(
    { path: bus.here() },
    root.event("add", open, 1),
    root.event("add", all, 1),
    root.event("add", admin, 1),
  );
});

test("an empty list of groups closes the element", async (bus) => {
  const owner = await speaker(bus, "cjet");
  const path = bus.path("s");
  const access = { fetchGroups: [], setGroups: [], callGroups: [] };
  await owner.do("add", { path, value: 1, access });
  for (const name of ["joe", "root"] as const) {
    const peer = await speaker(bus, "2.x");
    await login(peer, name);
    await peer.fetch({ path: bus.here() });
    const set = await peer.ask("set", { path, value: 2 });
    assertFailure(peer, set, notFound(path));
  }
});

for (
  const [form, access] of [
    ["classic", { fetchGroups: ["public"] }],
    ["v3", { read: "public" }],
  ] as const
) {
  test(`an element that names some groups is closed for the other actions (${form} access)`, async (bus) => {
    const owner = await speaker(bus, form === "v3" ? "3.x" : "cjet");
    const [state, method] = [bus.path("s"), bus.path("m")];
    await owner.do("add", { path: state, value: 1, access });
    await owner.do("add", { path: method, access });
    const joe = await speaker(bus, "2.x");
    await login(joe, "joe");
    await joe.fetch(
      { path: bus.here() },
      joe.event("add", state, 1, READ_ONLY),
      joe.event("add", method, undefined, READ_ONLY),
    );
    await isRefused(joe, state, method, noAccess);
    await owner.quiet();
  });
}

test("an element with only groups that may set it is for those, unseen", async (bus) => {
  const owner = await speaker(bus, "cjet");
  const path = bus.path("s");
  const access = { setGroups: ["operators"] };
  await owner.do("add", { path, value: 1, access });
  const joe = await speaker(bus, "2.x");
  await login(joe, "joe");
  await joe.fetch({ path: bus.here() });
  await joe.request("set", { path, value: 2 });
  const { request } = await owner.forwarded();
  assertEquals(request, owner.setForward(path, 2));
  const call = await joe.ask("call", { path, args: [] });
  assertEquals(call, invalidParams({ pathIsNotMethod: path }));
  const eve = await speaker(bus, "2.x");
  await login(eve, "eve");
  const set = await eve.ask("set", { path, value: 2 });
  assertFailure(eve, set, notFound(path));
});

const lenient = (await daemonWithUsers("--compat")).onOneRuntime;

lenient("--compat: access is that of node-jet 2.x", async (bus) => {
  const owner = await speaker(bus, "2.x");
  const [state, method] = [bus.path("s"), bus.path("m")];
  const access = { fetchGroups: ["public"] };
  await owner.do("add", { path: state, value: 1, access });
  const callable = { callGroups: ["operators"] };
  await owner.do("add", { path: method, access: callable });
  const joe = await speaker(bus, "2.x");
  await login(joe, "joe");
  await joe.fetch(
    { path: bus.here() },
    joe.event("add", state, 1),
    joe.event("add", method),
  );
  await isObeyed(joe, owner, state, method);
  const peer = await speaker(bus, "2.x");
  await isRefused(peer, state, method, noAccess);
  const unknown = { user: "jim", password: "x" };
  assertEquals(
    await peer.ask("authenticate", unknown),
    invalidParams({ invalidUser: true }),
  );
});

test("an element without access is for everybody", async (bus) => {
  const owner = await speaker(bus, "2.x");
  const [state, method] = [bus.path("s"), bus.path("m")];
  await owner.do("add", { path: state, value: 1 });
  await owner.do("add", { path: method, access: null });
  const peer = await speaker(bus, "cjet");
  await peer.fetch(
    { path: bus.here() },
    peer.event("add", state, 1),
    peer.event("add", method),
  );
  await isObeyed(peer, owner, state, method);
});

for (const kind of KINDS) {
  test(`${kind}: access that makes no sense does not leave the element open`, async (bus) => {
    const owner = await speaker(bus, kind);
    const path = bus.path("s");
    const malformed = [
      7,
      "public",
      true,
      [],
      { fetchGroups: "public" },
      { fetchGroups: ["public"], setGroups: [1] },
      { callGroups: {} },
      { read: ["public"] },
      { read: "public", write: 1 },
    ];
    for (const access of malformed) {
      const answer = await owner.ask("add", { path, value: 1, access });
      assertEquals(Object.keys(answer), ["error"], JSON.stringify(access));
    }
    const get = await owner.ask("get", { path: bus.here() });
    assertEquals(get, { result: [] });
  });
}
