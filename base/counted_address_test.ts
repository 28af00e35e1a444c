import { assertEquals } from "@std/assert";
import { countedAddress } from "./counted_address.ts";

Deno.test("an address is counted without its port, of IPv6 the first 64 bits", () => {
  const counted: [remote: string, by: string][] = [
    ["192.0.2.7:1", "192.0.2.7"],
    ["::ffff:192.0.2.7:1", "192.0.2.7"],
    ["2001:db8:1:2::7:1", "2001:db8:1:2"],
    ["2001:db8:1:2:a:b:c:d:1", "2001:db8:1:2"],
    ["2001:db8::7:1", "2001:db8:0:0"],
    ["2001:db8:1::1:2:3:4:5", "2001:db8:1:0"],
    ["::1:5", "0:0:0:0"],
    ["[::1]:5", "0:0:0:0"],
    ["unix", "unix"],
  ];
  for (const [remote, by] of counted) {
    assertEquals(countedAddress(remote), by, remote);
  }
});
