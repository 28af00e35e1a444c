import { assertEquals } from "@std/assert";
import { assertFailure, notFound } from "../support/dialect_errors.ts";
import { speaker } from "../support/population.ts";
import { KINDS } from "../support/speaker.ts";
import { daemonWithUsers, login } from "../support/users.ts";

const test = (await daemonWithUsers("--closed")).onOneRuntime;

for (const kind of KINDS) {
  test(`--closed: an element without access is for users and its owner (${kind})`, async (bus) => {
    const owner = await speaker(bus, kind);
    await login(owner, "ungrouped");
    const peer = await speaker(bus, kind);
    const [state, method] = [bus.path("s"), bus.path("m")];
    await peer.fetch({ path: bus.here() });
    await owner.do("add", { path: state, value: 1 });
    await owner.do("add", { path: method });
    await owner.change(state, 2);
    await peer.quiet();
    assertEquals(await peer.ask("get", { path: bus.here() }), { result: [] });
    for (const [name, path] of [["set", state], ["call", method]]) {
      const answer = await peer.ask(name, { path, value: 3 });
      assertFailure(peer, answer, notFound(path));
    }
    const methods = owner.isV3 ? [] : [owner.event("add", method)];
    await owner.fetch(
      { path: bus.here() },
      owner.event("add", state, 2),
      ...methods,
    );

    // In no group at all, and still a user.
    const user = await speaker(bus, kind);
    await login(user, "ungrouped");
    await user.fetch(
      { path: bus.here() },
      user.event("add", state, 2),
      ...methods,
    );
    await user.request("set", { path: state, value: 3 });
    const { request } = await owner.forwarded();
    assertEquals(request, owner.setForward(state, 3));
  });
}

test("--closed: a login opens what has no groups, and not what has", async (bus) => {
  const owner = await speaker(bus, "2.x");
  await login(owner, "ungrouped");
  const [plain, guarded] = [bus.path("plain"), bus.path("guarded")];
  await owner.do("add", { path: plain, value: 1 });
  const access = { fetchGroups: ["admins"] };
  await owner.do("add", { path: guarded, value: 1, access });
  const peer = await speaker(bus, "3.x");
  await peer.fetch({ path: bus.here() });
  const params = { user: "ungrouped", password: "secret" };
  const id = await peer.request("authenticate", params);
  await peer.client.expect(peer.event("add", plain, 1), { id, result: {} });
  await peer.quiet();
});
