/**
 * The bus in memory, and all of the peer library, in a page.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import { withBrowser } from "../browser/browser.ts";
import { CheckoutServer } from "../support/checkout_server.ts";

withBrowser("browser: a bus in memory", async (browser) => {
  await using server = new CheckoutServer({
    javascript: true,
    fallback: () =>
      new Response("<!DOCTYPE html><link rel=icon href='data:,'>", {
        headers: { "content-type": "text/html" },
      }),
  });
  const page = await browser.open(new URL("/", server.url("")).href);
  const found = await page.evaluate(`(async () => {
    const { TestBus } = await import("${server.url("testing.ts")}");
    const { storeOf } = await import("${server.url("peer.ts")}");
    const bus = new TestBus();
    const lamp = await bus.state("lamp", "off");
    await bus.method("slow", () => new Promise(() => {}));
    const client = await bus.peer();
    const store = storeOf(client, "lamp");
    const seen = [];
    store.subscribe(() => seen.push(store.getSnapshot()));
    await bus.settle();
    await client.set("lamp", "on");
    const late = client.call("slow").catch((error) => error.name);
    await bus.advance(5000);
    await bus.disconnect(client);
    lamp.value = "dim";
    await bus.advance(200);
    await bus.close();
    return { seen, sets: lamp.sets, late: await late };
  })()`);
  assertEquals(found, {
    seen: ["off", "on", "dim"],
    sets: ["on"],
    late: "PeerTimeout",
  });
});
