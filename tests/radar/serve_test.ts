import { assertEquals } from "@std/assert";
import { Daemon } from "../../daemon.ts";

function request(path: string, headers: Record<string, string>, port: number) {
  return fetch(`http://127.0.0.1:${port}${path}`, {
    headers,
    redirect: "manual",
  });
}

Deno.test("Radar is served with its policy, compressed and cached", async () => {
  await using daemon = new Daemon();
  const [{ url }] = await daemon.listen({ wsPort: 0 });
  const port = Number(new URL(url).port);
  const html = { accept: "text/html" };
  const root = await request("/", html, port);
  assertEquals([root.status, root.headers.get("location")], [302, "/radar/"]);
  await root.body?.cancel();
  const page = await request("/radar/tree/a/b", html, port);
  const policy = page.headers.get("content-security-policy") ?? "";
  assertEquals(policy.includes("default-src 'none'"), true);
  assertEquals(policy.includes("unsafe"), false);
  assertEquals(page.headers.get("cache-control"), "no-cache");
  const etag = page.headers.get("etag") ?? "";
  const [, script] = /src="([^"]+)"/.exec(await page.text()) ?? [];
  const again = await request("/radar/", { "if-none-match": etag }, port);
  assertEquals(again.status, 304);
  for (const coding of ["br", "gzip"]) {
    const asset = await request(script, { "accept-encoding": coding }, port);
    assertEquals(asset.status, 200);
    assertEquals(
      asset.headers.get("content-type"),
      "text/javascript; charset=utf-8",
    );
    assertEquals(
      asset.headers.get("cache-control")?.includes("immutable"),
      true,
    );
    await asset.body?.cancel();
  }
  const old = await request("/radar/main-old.js", {}, port);
  assertEquals(old.status, 404);
  await old.body?.cancel();
});

Deno.test("without Radar a browser gets the advice to connect by WebSocket", async () => {
  await using daemon = new Daemon({ radar: false });
  const [{ url }] = await daemon.listen({ wsPort: 0 });
  const port = Number(new URL(url).port);
  for (const [path, status] of [["/", 426], ["/radar/", 404]] as const) {
    const answer = await request(path, { accept: "text/html" }, port);
    assertEquals(answer.status, status);
    await answer.body?.cancel();
  }
});
