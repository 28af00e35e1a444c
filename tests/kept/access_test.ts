import { assert, assertEquals } from "@std/assert";
import { asRecord } from "../support/client.ts";
import {
  assertFailure,
  noAccess,
  notFound,
} from "../support/dialect_errors.ts";
import { speaker } from "../support/population.ts";
import { KINDS } from "../support/speaker.ts";
import { daemonWithUsersFile, login, USERS } from "../support/users.ts";

const OWNING = {
  users: {
    ...USERS.users,
    eve: { ...Object(USERS.users.eve), owns: ["+/kept/#", "+/safe/#"] },
    guest: { ...Object(USERS.users.guest), owns: [] },
  },
};

const KEEP = ["--keep", "+/kept/#", "--keep-file", ":memory:"];
const test = (await daemonWithUsersFile(OWNING, ...KEEP)).onOneRuntime;
const closed =
  (await daemonWithUsersFile(OWNING, "--closed", ...KEEP)).onOneRuntime;

for (const kind of KINDS) {
  test(`${kind}: who may add a path creates the kept state, others change it`, async (bus) => {
    const path = bus.path("kept/s");
    const stranger = await speaker(bus, kind);
    const answer = await stranger.ask("set", { path, value: 1 });
    assertFailure(stranger, answer, noAccess(path));
    const eve = await speaker(bus, kind);
    await login(eve, "eve");
    assert("result" in await eve.ask("set", { path, value: 1 }));
    assert("result" in await stranger.ask("set", { path, value: 2 }));
    await stranger.do("remove", { path });
  });

  closed(`${kind}: without a login kept states are not there`, async (bus) => {
    const path = bus.path("kept/s");
    const eve = await speaker(bus, kind);
    await login(eve, "eve");
    assert("result" in await eve.ask("set", { path, value: 1 }));
    const stranger = await speaker(bus, kind);
    for (const name of ["kept/s", "kept/missing"]) {
      const path = bus.path(name);
      for (const method of ["set", "remove"]) {
        const answer = await stranger.ask(method, { path, value: 2 });
        assertFailure(stranger, answer, notFound(path));
      }
    }
    await eve.do("remove", { path });
  });
}

test("only peers that may add its path get a kept value", async (bus) => {
  const path = bus.path("safe/s");
  const eve = await speaker(bus, "2.x");
  await login(eve, "eve");
  await eve.do("add", { path, value: 1, keep: true });
  await eve.do("change", { path, value: 2 });
  await eve.do("add", { path: bus.path("other"), value: 1 });
  eve.client.close();
  const stranger = await speaker(bus, "2.x");
  const add = { path, value: 0, keep: true };
  assertFailure(
    stranger,
    await stranger.ask("add", add),
    noAccess(path),
  );
  const again = await speaker(bus, "2.x");
  await login(again, "eve");
  const { result } = await again.ask("add", add);
  assertEquals(asRecord(result).kept, 2);
});

test("a state that the daemon takes back has no access groups that it would lose", async (bus) => {
  const eve = await speaker(bus, "2.x");
  await login(eve, "eve");
  const access = { fetchGroups: ["public"] };
  const add = { value: 1, keep: true, access };
  const { error } = await eve.ask("add", { path: bus.path("kept/s"), ...add });
  assertEquals(asRecord(error).code, -32602);
  await eve.do("add", { path: bus.path("safe/s"), ...add });
});
