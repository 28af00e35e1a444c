import { assertEquals } from "@std/assert";
import { ServerChoice } from "./server_choice.ts";

const SERVERS = ["a:4222", "b:4222", "10.0.0.3:5222", "[::1]:4222"].map(
  (listen) => {
    const { hostname, port } = new URL(`nats://${listen}`);
    const host = hostname.replace(/[[\]]/g, "");
    return { listen, hostname: host, port: Number(port) };
  },
);

Deno.test("server choice: the next server in order, unless one is left", () => {
  const choice = new ServerChoice();
  assertEquals(choice.choose(SERVERS), null);
  choice.leave("a:4222", undefined);
  assertEquals(choice.choose(SERVERS), SERVERS[1]);
  assertEquals(choice.choose(SERVERS), null, "it counts for one attempt");
});

Deno.test("server choice: the better server is found as users and servers write it", () => {
  const choice = new ServerChoice();
  for (
    const [address, server] of [
      ["nats://b", SERVERS[1]],
      ["tls://b:4222", SERVERS[1]],
      ["10.0.0.3:5222", SERVERS[2]],
      ["nats://[::1]", SERVERS[3]],
      ["nats://elsewhere", SERVERS[1]],
      ["a:4222", SERVERS[1]],
    ] as const
  ) {
    choice.leave("a:4222", address);
    assertEquals(choice.choose(SERVERS), server, address);
  }
});
