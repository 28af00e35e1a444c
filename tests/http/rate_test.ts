import { assertEquals } from "@std/assert";
import { Daemon } from "../../daemon.ts";

Deno.test("requests above the rate get the time of the next one, and are counted", async () => {
  await using daemon = new Daemon({ httpRate: 2 });
  const [{ port }] = await daemon.listen({ wsPort: 0 });
  const url = `http://localhost:${port}/v1/fetch?below=none`;
  const ask = async () => {
    const response = await fetch(url);
    await response.body?.cancel();
    const { status, headers } = response;
    return [status, headers.get("retry-after")];
  };
  assertEquals(await ask(), [200, null]);
  assertEquals(await ask(), [200, null]);
  assertEquals(await ask(), [429, "1"]);
  const { httpRate }: Record<string, unknown> = { ...daemon.limits };
  assertEquals(httpRate, { limit: 2, reached: 1 });
});

Deno.test("the addresses of one network of IPv6 have one rate", async () => {
  await using daemon = new Daemon({ httpRate: 2, trustProxy: ["127.0.0.1"] });
  const [{ port }] = await daemon.listen({ wsPort: 0 });
  const ask = async (address: string) => {
    const response = await fetch(`http://127.0.0.1:${port}/v1/nodes`, {
      headers: { "X-Forwarded-For": address },
    });
    await response.body?.cancel();
    return response.status;
  };
  assertEquals(await ask("2001:db8:1:1::1"), 200);
  assertEquals(await ask("2001:db8:1:1::2"), 200);
  assertEquals(await ask("2001:db8:1:1:a:b:c:d"), 429);
  assertEquals(await ask("2001:db8:1:2::1"), 200);
});
