import { assertEquals } from "@std/assert";
import { Peer, State } from "../../peer.ts";
import { Method } from "../../mod.ts";
import type { TestBus } from "../support/shared_daemon.ts";
import { basic } from "../support/upgrade.ts";
import { daemonWithUsers, PASSWORD } from "../support/users.ts";

const test = await daemonWithUsers();

const ACCESS = {
  fetchGroups: ["public"],
  setGroups: ["operators"],
  callGroups: ["operators"],
};

/** Statuses of each route for a user: a restricted state, and a method. */
async function statuses(
  bus: TestBus,
  user: string | undefined,
): Promise<(number | string)[]> {
  const headers: Record<string, string> = user === undefined
    ? {}
    : { Authorization: basic(user, PASSWORD) };
  const ask = async (method: string, route: string, body?: string) => {
    const url = `http://localhost:${bus.daemon.wsPort}/v1/${route}`;
    const response = await fetch(url, { method, headers, body });
    const text = await response.text();
    return [response.status, text] as const;
  };
  const state = bus.path("state");
  const [, found] = await ask("GET", `fetch?startsWith=${bus.prefix}`);
  const node = bus.prefix.replace(/\/$/, "");
  const [listed] = await ask("GET", `nodes/${node}`);
  return [
    (await ask("GET", `states/${state}`))[0],
    (await ask("HEAD", `states/${state}`))[0],
    (await ask("PUT", `states/${state}`, "2"))[0],
    (await ask("POST", `methods/${bus.path("method")}`, "[]"))[0],
    listed,
    JSON.parse(found).length,
  ];
}

test("each route obeys the rights of its user", async (bus) => {
  await using owner = new Peer(`tcp://localhost:${bus.daemon.port}`);
  await owner.add(
    new State(bus.path("state"), 1, { access: ACCESS, set: () => {} }),
  );
  await owner.add(new Method(bus.path("method"), () => 3, { access: ACCESS }));
  // Read, HEAD, set, call, list, matches.
  assertEquals(await statuses(bus, "joe"), [200, 200, 204, 200, 200, 2]);
  assertEquals(await statuses(bus, "eve"), [200, 200, 403, 403, 200, 2]);
  const nothing = [404, 404, 404, 404, 404, 0];
  assertEquals(await statuses(bus, "ungrouped"), nothing);
  assertEquals(await statuses(bus, undefined), nothing);
});

test("a wrong password is a problem, without a dialog of the browser", async (bus) => {
  const url = `http://localhost:${bus.daemon.wsPort}/v1/fetch?below=none`;
  for (const Authorization of [basic("joe", "wrong"), "Bearer x", "Nothing"]) {
    const response = await fetch(url, { headers: { Authorization } });
    assertEquals(response.status, 401);
    assertEquals(
      response.headers.get("www-authenticate"),
      'Bearer realm="jet"',
    );
    assertEquals((await response.json()).code, "unauthorized");
  }
});
