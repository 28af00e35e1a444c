import { assertEquals } from "@std/assert";
import { asRecord } from "../support/client.ts";
import { GunClient } from "../support/gun_client.ts";
import { basic } from "../support/upgrade.ts";
import { daemonWithUsers, PASSWORD } from "../support/users.ts";

const test =
  (await daemonWithUsers("--closed", "--gun-store", ":memory:")).onOneRuntime;

test("a closed daemon shows the graph to users only, also while they look", async (bus) => {
  await using gun = await GunClient.connect(bus.daemon.wsPort, {
    Authorization: basic("ungrouped", PASSWORD),
  });
  const soul = bus.prefix.slice(0, -1);
  await gun.put({ [soul]: { a: [1, 1] } });
  const peer = await bus.tcp();
  const path = `gun/${soul}/a`;
  await peer.do("fetch", { id: "f", path: { equals: path } });
  assertEquals(await peer.ask("get", { path: { equals: path } }), {
    result: [],
  });
  const refused = asRecord(await peer.ask("set", { path, value: 2 }));
  assertEquals(asRecord(refused.error).data, { pathNotExists: path });
  await peer.send({
    id: 7,
    method: "authenticate",
    params: { user: "ungrouped", password: PASSWORD },
  });
  await peer.expect({ method: "f", params: { path, event: "add", value: 1 } });
  assertEquals(asRecord(await peer.next()).id, 7);
  await peer.send({ id: 8, method: "set", params: { path, value: 2 } });
  await peer.expect(
    { method: "f", params: { path, event: "change", value: 2 } },
    { id: 8, result: true },
  );
});
