/**
 * Requests over HTTP that depend on something: a state that has not changed, a
 * stream that goes on, a rate, an origin.
 *
 * @module
 */
import { assertEquals, assertMatch } from "@std/assert";
import { Daemon, UserStore } from "../../daemon.ts";
import { State } from "../../peer.ts";
import { basic } from "../support/upgrade.ts";

/** Opens the port of a daemon for HTTP. */
async function listening(daemon: Daemon): Promise<string> {
  const [{ port }] = await daemon.listen({ wsPort: 0 });
  return `http://127.0.0.1:${port}`;
}

async function statusOf(url: string, init: RequestInit = {}): Promise<number> {
  const response = await fetch(url, init);
  await response.body?.cancel();
  return response.status;
}

function put(url: string, body: string, tag?: string): Promise<number> {
  const headers = new Headers({ "Content-Type": "application/json" });
  if (tag !== undefined) headers.set("If-Match", tag);
  return statusOf(url, { method: "PUT", body, headers });
}

async function tagOf(url: string): Promise<string> {
  const response = await fetch(url, { method: "HEAD" });
  return response.headers.get("etag") ?? "";
}

Deno.test("of many sets of a kept state with one tag exactly one is done", async () => {
  await using daemon = new Daemon({
    keep: { patterns: ["kept/#"], file: ":memory:" },
  });
  const url = `${await listening(daemon)}/v1/states/kept/count`;
  assertEquals(await put(url, "0", '"x-1"'), 404);
  assertEquals(await put(url, "0"), 204);
  for (let round = 1; round <= 5; round++) {
    const tag = await tagOf(url);
    const statuses = await Promise.all(
      Array.from({ length: 20 }, (_, i) => put(url, `${round * 100 + i}`, tag)),
    );
    assertEquals(statuses.filter((status) => status === 204).length, 1);
    assertEquals(statuses.filter((status) => status === 412).length, 19);
    const value = await (await fetch(url)).text();
    assertEquals(value, `${round * 100 + statuses.indexOf(204)}`);
  }
});

Deno.test("a tag of a daemon that was started anew does not match", async () => {
  let tag = "";
  for (const status of [204, 412]) {
    await using daemon = new Daemon();
    await using owner = daemon.peer();
    await owner.add(new State("a", 1, { set: () => {} }));
    const url = `${await listening(daemon)}/v1/states/a`;
    if (tag === "") tag = await tagOf(url);
    assertEquals(
      await statusOf(url, { headers: { "If-None-Match": tag } }),
      status === 204 ? 304 : 200,
    );
    assertEquals(await put(url, "1", tag), status);
  }
});

Deno.test("a stream says why it does not go on behind an id", async () => {
  const begin = async (base: string, id: string, query = "below=a") => {
    const response = await fetch(`${base}/v1/fetch?${query}`, {
      headers: { Accept: "application/x-ndjson", "Last-Event-ID": id },
    });
    let text = "";
    const chunks = response.body?.pipeThrough(new TextDecoderStream());
    for await (const chunk of chunks ?? []) {
      text += chunk;
      if (text.includes('"ready"')) break;
    }
    const [first, ...lines] = text.trim().split("\n")
      .map((line) => JSON.parse(line));
    return { ...first, id: String(lines.at(-1).id), count: lines.length - 1 };
  };
  let old = "";
  for (const start of [1, 2]) {
    await using daemon = new Daemon();
    await using owner = daemon.peer();
    await owner.add(new State("a/x", 1));
    const base = await listening(daemon);
    if (start === 2) {
      const anew = await begin(base, old);
      assertEquals([anew.mode, anew.count], ["snapshot", 1]);
      assertMatch(anew.reason, /started anew/);
      return;
    }
    const none = await begin(base, "");
    assertEquals([none.mode, none.reason], ["snapshot", "no Last-Event-ID"]);
    const { id } = none;
    old = id;
    const same = await begin(base, id);
    assertEquals([same.mode, same.count], ["resume", 0]);
    const other = await begin(base, id, "below=b");
    assertMatch(other.reason, /rules or the rights/);
    const future = await begin(base, id.replace(/\d+$/, "999999999"));
    assertEquals(future.mode, "snapshot");
    for (const strange of ["x", "\u00ff", `${id}0`, `${id}'`, "-", "a.b-1"]) {
      assertEquals((await begin(base, strange)).mode, "snapshot", strange);
    }
  }
});

Deno.test("the rate counts a user at all addresses, and an address with all users", async () => {
  const users = UserStore.memory({ cost: 2 });
  for (const name of ["joe", "eve"]) await users.addUser(name, "pw", []);
  await using daemon = new Daemon({
    users,
    httpRate: 3,
    trustProxy: ["127.0.0.1"],
  });
  const url = `${await listening(daemon)}/v1/fetch?below=none`;
  const ask = (address: number, user: string) =>
    statusOf(url, {
      headers: {
        "X-Forwarded-For": `10.0.0.${address}`,
        Authorization: basic(user, "pw"),
      },
    });
  const statuses: number[] = [];
  const began = performance.now();
  for (let address = 1; address <= 10; address++) {
    statuses.push(await ask(address, "joe"));
  }
  const gained = Math.ceil((performance.now() - began) * 3 / 1000);
  const done = statuses.filter((status) => status === 200).length;
  assertEquals(statuses.slice(0, 3), [200, 200, 200]);
  assertEquals(done <= 3 + gained, true, `${statuses}`);
  assertEquals(await ask(11, "eve"), 200);
});

Deno.test("answers to allowed pages say what they may do", async () => {
  await using daemon = new Daemon({ allowOrigins: ["https://app.example"] });
  const base = await listening(daemon);
  const ask = (method: string, headers: Record<string, string>) =>
    fetch(`${base}/v1/states/a`, {
      method,
      headers: { "Access-Control-Request-Method": "PUT", ...headers },
    });
  for (const Origin of ["https://app.example", "http://localhost:5173"]) {
    const preflight = await ask("OPTIONS", { Origin });
    assertEquals(preflight.status, 204);
    const { headers } = preflight;
    assertEquals(headers.get("access-control-allow-origin"), Origin);
    assertEquals(headers.get("vary"), "Origin");
    assertMatch(headers.get("access-control-allow-methods") ?? "", /PUT/);
    assertMatch(
      headers.get("access-control-allow-headers") ?? "",
      /Authorization.*If-Match/,
    );
    const answer = await ask("GET", { Origin });
    await answer.body?.cancel();
    assertEquals(answer.status, 404);
    assertEquals(answer.headers.get("access-control-allow-origin"), Origin);
    assertMatch(
      answer.headers.get("access-control-expose-headers") ?? "",
      /ETag/,
    );
  }
  for (
    const Origin of [
      "https://evil.example",
      "https://app.example.evil.example",
      "http://app.example",
      "null",
    ]
  ) {
    const refused = await ask("OPTIONS", { Origin });
    await refused.body?.cancel();
    assertEquals(refused.status, 403, Origin);
    assertEquals(refused.headers.get("access-control-allow-origin"), null);
  }
});

Deno.test("a strange name for this machine is refused, an allowed one is not", async () => {
  await using daemon = new Daemon({ allowOrigins: ["https://bus.example"] });
  const [{ port = 0 }] = await daemon.listen({ wsPort: 0 });
  const ask = async (host: string) => {
    const conn = await Deno.connect({ hostname: "127.0.0.1", port });
    await conn.write(new TextEncoder().encode(
      `GET /v1/nodes/ HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`,
    ));
    const answer = await new Response(conn.readable).text();
    return Number(answer.split(" ")[1]);
  };
  for (
    const host of [
      "bus.example",
      "bus.example:8080",
      "127.0.0.1",
      "[::1]:11123",
      "localhost",
      "a.localhost",
      "printer",
      "bus.local",
    ]
  ) assertEquals(await ask(host), 200, host);
  for (
    const host of [
      "evil.example",
      "bus.example.evil.example",
      "evil.bus.example",
      "127.0.0.1.evil.example",
      "local.evil.example",
    ]
  ) assertEquals(await ask(host), 403, host);
});
