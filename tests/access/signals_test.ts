import { speaker } from "../support/population.ts";
import { daemonWithUsers, login, PASSWORD } from "../support/users.ts";

const test = (await daemonWithUsers()).onOneRuntime;

test("who may not fetch a signal gets nothing of it, in either form", async (bus) => {
  const owner = await speaker(bus, "2.x");
  const path = bus.path("opened");
  const access = { fetchGroups: ["public"], setGroups: [], callGroups: [] };
  const [stranger, user, plain] = [
    await speaker(bus, "2.x"),
    await speaker(bus, "3.x"),
    await speaker(bus, "lua"),
  ];
  await login(user, "eve");
  await login(plain, "eve");
  await stranger.fetch({ path: bus.here(), type: ["signal", "state"] });
  await user.fetch({ path: bus.here(), type: ["signal"] });
  await plain.fetch({ path: bus.here() });
  await owner.do("add", { path, type: "signal", access });
  await owner.do("signal", { path, value: 1 });
  await user.client.expect(
    {
      method: user.fetchId,
      params: { path, event: "Add", type: "signal" },
    },
    {
      method: user.fetchId,
      params: { path, event: "Signal", value: 1 },
    },
  );
  await plain.client.expect(
    plain.event("add", path, 1, { fetchOnly: true }),
    plain.event("remove", path, 1),
  );
  await stranger.quiet();
  // From the login on.
  const credentials = { user: "eve", password: PASSWORD };
  const id = await stranger.request("authenticate", credentials);
  await stranger.client.expect({
    method: stranger.fetchId,
    params: { path, event: "add", type: "signal" },
  });
  await stranger.answer(id);
  await owner.do("signal", { path, value: 2 });
  await stranger.client.expect({
    method: stranger.fetchId,
    params: { path, event: "signal", value: 2 },
  });
});
