import { assert, assertEquals } from "@std/assert";
import { Descriptors, descriptors, socketAddress } from "./deno_descriptors.ts";

const isLinux = Deno.build.os === "linux";
const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Connections to an address, both ends. */
async function pairs(hostname: string, count: number) {
  const listener = Deno.listen({ hostname, port: 0 });
  const clients = [];
  const servers = [];
  for (let n = 0; n < count; n++) {
    const accepted = listener.accept();
    clients.push(await Deno.connect({ hostname, port: listener.addr.port }));
    servers.push(await accepted);
  }
  return { listener, clients, servers };
}

Deno.test(
  "what is written to a descriptor arrives at the connection that it was found for",
  {
    ignore: !isLinux,
  },
  async () => {
    const all = descriptors();
    assert(all !== null);
    for (const hostname of ["127.0.0.1", "::1"]) {
      const { listener, clients, servers } = await pairs(hostname, 5);
      // In another order than that in which they were opened.
      const found = servers.map((_, n) => all.find(servers[4 - n])).reverse();
      assertEquals(all.find(servers[2]), undefined, "it is taken");
      for (const [n, client] of clients.entries()) {
        assertEquals(found[n]?.send(encoder.encode(`to ${n}`)), 4);
        const buffer = new Uint8Array(9);
        const length = await client.read(buffer) ?? 0;
        assertEquals(decoder.decode(buffer.subarray(0, length)), `to ${n}`);
      }
      for (const direct of found) direct?.release();
      const again = all.find(servers[2]);
      assert(again !== undefined);
      again.release();
      servers[2].close();
      assertEquals(all.find(servers[2]), undefined, "it is closed");
      for (const [n, client] of clients.entries()) {
        client.close();
        if (n !== 2) servers[n].close();
      }
      listener.close();
    }
  },
);

Deno.test(
  "descriptors of other things are looked at once, not for each connection",
  {
    ignore: !isLinux,
  },
  async () => {
    const system = descriptors()?.library;
    assert(system !== undefined);
    let looks = 0;
    const all = new Descriptors({
      ...system,
      getpeername(fd, address, length) {
        looks++;
        return system.getpeername(fd, address, length);
      },
    });
    const { listener, clients, servers } = await pairs("127.0.0.1", 30);
    const found = servers.map((server) => all.find(server));
    assert(!found.includes(undefined));
    // Between each two is the other end of a connection.
    const once = looks;
    assert(once < 30 * 3 + 200, `${once} looks`);
    found[7]?.release();
    looks = 0;
    const again = all.find(servers[7]);
    assert(again !== undefined);
    assertEquals(looks, 1);
    // The descriptor of something else may become that of a connection.
    clients[5].close();
    const late = listener.accept();
    clients[5] = await Deno.connect({ port: listener.addr.port });
    servers.push(await late);
    assert(all.find(servers[30]) !== undefined);
    for (const one of [...clients, ...servers, listener]) one.close();
  },
);

Deno.test("what a full socket does not take is reported", {
  ignore: !isLinux,
}, async () => {
  const { listener, clients: [client], servers: [server] } = await pairs(
    "127.0.0.1",
    1,
  );
  const direct = descriptors()?.find(server);
  assert(direct !== undefined);
  const block = new Uint8Array(1 << 16);
  let sent = 0;
  let last = block.length;
  while (last > 0) {
    last = direct.send(block);
    sent += Math.max(0, last);
  }
  assertEquals(last, -1);
  let received = 0;
  const buffer = new Uint8Array(1 << 20);
  while (received < sent) received += await client.read(buffer) ?? sent;
  assertEquals(received, sent);
  direct.release();
  for (const one of [client, server, listener]) one.close();
});

Deno.test("addresses of sockets have the form of the system", () => {
  const bytesOf = (
    hostname: string,
  ) => [...socketAddress({ hostname, port: 258 })];
  const zeros = (count: number) => new Array(count).fill(0);
  assertEquals(bytesOf("10.2.3.255"), [2, 0, 1, 2, 10, 2, 3, 255]);
  const head = [10, 0, 1, 2, 0, 0, 0, 0];
  assertEquals(bytesOf("::"), [...head, ...zeros(16)]);
  assertEquals(bytesOf("::1"), [...head, ...zeros(15), 1]);
  assertEquals(
    bytesOf("fe80::a:b0c"),
    [...head, 0xfe, 0x80, ...zeros(10), 0, 10, 11, 12],
  );
  assertEquals(
    bytesOf("::ffff:1.2.3.4"),
    [...head, ...zeros(10), 255, 255, 1, 2, 3, 4],
  );
  assertEquals(
    bytesOf("2001:db8:1:2:3:4:5:6"),
    [...head, 32, 1, 13, 184, 0, 1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6],
  );
});
