import { assertEquals } from "@std/assert";
import {
  BinaryClient,
  hex,
  join,
  json,
  u16,
  value,
} from "../support/binary_client.ts";
import { daemonWithUsers, JOE, PASSWORD } from "../support/users.ts";

const test = (await daemonWithUsers()).onOneRuntime;

test("a binary peer logs in, and sees and does what its groups may", async (bus) => {
  await using owner = await BinaryClient.connect(bus.daemon.binaryPort);
  await using client = await BinaryClient.connect(bus.daemon.binaryPort);
  const path = bus.path("x");
  const access = new TextEncoder().encode(JSON.stringify({
    fetchGroups: ["public"],
    setGroups: ["operators"],
    callGroups: [],
  }));
  await owner.do(1, path, value(3, "x"), 4, u16(access.length), access);
  const id = (await client.ask(8, bus.prefix)).slice(5);
  await client.expect(4, 5, [...id]);
  assertEquals((await client.refused(15, path)).data, { pathNotExists: path });
  assertEquals((await client.refused(13, "joe", "wrong")).data, {
    invalidPassword: true,
  });
  const login = await client.request(13, "joe", PASSWORD);
  await client.expect(4, 1, [...id], 1, path, value(3, "x"));
  const answer = await client.message();
  assertEquals(hex(answer.slice(5)), hex(join(0, json(JOE))));
  assertEquals(answer[1], login);

  const set = await client.request(3, path, value(3, "y"));
  const request = await owner.message();
  await owner.send(3, [...request.slice(1, 5)], 0, value(0));
  await client.expect(3, [set, 0, 0, 0], 0, value(0));
  assertEquals((await client.refused(6, path, value(0))).data, {
    pathIsNotMethod: path,
  });
  await client.ask(13, "eve", PASSWORD);
  assertEquals((await client.refused(3, path, value(3, "z"))).data, {
    noAccess: path,
  });
  assertEquals((await client.refused(16, "root", "x")).code, -32602);
  assertEquals((await client.refused(17, "x", "y", u16(1), "g")).code, -32602);
});

test("access that is not JSON is an error of the owner", async (bus) => {
  await using owner = await BinaryClient.connect(bus.daemon.binaryPort);
  const wrong = await owner.refused(
    1,
    bus.path("x"),
    value(16),
    4,
    u16(1),
    0x7b,
  );
  assertEquals(wrong.data, "access is not JSON");
});
