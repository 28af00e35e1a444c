import { assertEquals, assertRejects } from "@std/assert";
import { inspectLog } from "./inspect.ts";

Deno.test("a server without TLS receives no login if the address asks for TLS", async () => {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const received = (async () => {
    using connection = await listener.accept();
    const info = { server_id: "a", version: "2.10.0", proto: 1, headers: true };
    const text = `INFO ${
      JSON.stringify({ ...info, max_payload: 1 << 20 })
    }\r\n`;
    await connection.write(new TextEncoder().encode(text));
    return await new Response(connection.readable).text();
  })();
  const server = `tls://jet:secret@127.0.0.1:${listener.addr.port}`;
  await assertRejects(() => inspectLog({ servers: [server] }, [server]), "tls");
  assertEquals(await received, "");
});
