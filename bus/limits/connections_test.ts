import { assertEquals, assertMatch } from "@std/assert";
import { Connections } from "./connections.ts";
import { Limits } from "./limits.ts";

Deno.test("Connections: the addresses of one network of IPv6 count together", () => {
  const limits = new Limits({ maxConnectionsPerAddress: 2 }, {
    maxMessage: 1000,
    hardBacklog: 1000,
    stallTimeout: 10,
    silentTimeout: 10,
  });
  const connections = new Connections(limits);
  const refusal = (remote: string) =>
    connections.refusal({ transport: "tcp", remote }, undefined);
  const first = { transport: "tcp", remote: "2001:db8:1:1::1:5000" } as const;
  const leave = connections.add(first, undefined);
  connections.add({ ...first, remote: "2001:db8:1:1::2:5000" }, undefined);
  assertMatch(
    refusal("2001:db8:1:1::3:5000") ?? "",
    /maxConnectionsPerAddress/,
  );
  assertEquals(refusal("2001:db8:1:2::3:5000"), null);
  leave();
  assertEquals(refusal("2001:db8:1:1::3:5000"), null);
});
