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
