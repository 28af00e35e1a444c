import { assertEquals, assertThrows } from "@std/assert";
import { TrustedProxies } from "./forwarded.ts";

const proxies = new TrustedProxies(["127.0.0.1", "10.0.0.0/8", "fd00::/8"]);

/** The client of a request with these headers by a connection of this address. */
function clientOf(headers: Record<string, string>, remote: string): string {
  return proxies.clientOf(new Headers(headers), `${remote}:1`);
}

const by = (list: string) => ({ "X-Forwarded-For": list });

Deno.test("only trusted proxies name clients", () => {
  const header = by("203.0.113.9");
  assertEquals(clientOf(header, "127.0.0.1"), "203.0.113.9:1");
  assertEquals(clientOf(header, "::ffff:10.2.3.4"), "203.0.113.9:1");
  assertEquals(clientOf(header, "fd00::1"), "203.0.113.9:1");
  assertEquals(clientOf(header, "192.0.2.1"), "192.0.2.1:1");
  assertEquals(clientOf({}, "127.0.0.1"), "127.0.0.1:1");
});

Deno.test("what a client writes itself does not count", () => {
  assertEquals(
    clientOf(by("1.1.1.1, 203.0.113.9"), "127.0.0.1"),
    "203.0.113.9:1",
  );
  const chain = by("1.1.1.1, 203.0.113.9, 10.0.0.7");
  assertEquals(clientOf(chain, "127.0.0.1"), "203.0.113.9:1");
  assertEquals(clientOf(by("x\u00e4, nonsense"), "127.0.0.1"), "127.0.0.1:1");
  assertEquals(
    clientOf(by("1.1.1.1, nonsense, 10.0.0.7"), "127.0.0.1"),
    "10.0.0.7:1",
  );
});

Deno.test("Forwarded has precedence, with ports and brackets", () => {
  const Forwarded =
    'for=1.1.1.1, proto=https;For="[2001:db8::17]:4711";by=10.0.0.1';
  assertEquals(
    clientOf({ Forwarded, ...by("1.1.1.1") }, "127.0.0.1"),
    "2001:db8::17:1",
  );
  assertEquals(clientOf(by("203.0.113.9:80"), "127.0.0.1"), "203.0.113.9:1");
});

Deno.test("proxies are addresses or networks", () => {
  for (const wrong of ["proxy", "10.0.0.0/33", "10.0.0.0/8/8", "", "::/129"]) {
    assertThrows(() => new TrustedProxies([wrong]), RangeError);
  }
});
