import { assert, assertEquals } from "@std/assert";
import { asRecord } from "../support/client.ts";
import { residentBytes, unreadBytes } from "../support/proc.ts";
import { sharedDaemon } from "../support/shared_daemon.ts";

const test = sharedDaemon("--soft-backlog", "100000");

/** Requests that a client may send before it must have been pushed back. */
const MAX_REQUESTS = 20_000;
/** A client is pushed back if the system takes nothing for so long. */
const STALL_MS = 500;
/** Bytes that wait in the socket of the daemon, at least. */
const MIN_UNREAD_BYTES = 1 << 14;
/** Bytes by which the daemon's memory may grow; 200 MB are to be sent. */
const MAX_GROWTH_BYTES = 50_000_000;

const isLinux = Deno.build.os === "linux";

for (const transport of ["tcp", "websocket"] as const) {
  test(`over ${transport} a peer that does not read is not read from, and loses nothing`, async (bus) => {
    const bystander = await bus.bystander();
    const peer = transport === "tcp" ? await bus.tcp() : await bus.websocket();
    peer.reading.shut();
    const { daemon } = bus;
    const before = isLinux ? await residentBytes(daemon.pid) : 0;
    const params = "x".repeat(10_000);
    let sent = 0;
    let stalled = false;
    let blocked = Promise.resolve();
    while (!stalled && sent < MAX_REQUESTS) {
      blocked = peer.send({ id: ++sent, method: "echo", params });
      let timer: ReturnType<typeof setTimeout> | undefined;
      await Promise.race([
        blocked,
        new Promise<void>((resolve) => {
          timer = setTimeout(() => {
            stalled = true;
            resolve();
          }, STALL_MS);
        }),
      ]);
      clearTimeout(timer);
    }
    assert(stalled, `all of ${sent} requests were taken`);
    await bystander.noticedNothing();
    if (isLinux) {
      const port = transport === "tcp" ? daemon.port : daemon.wsPort;
      const unread = await unreadBytes(port);
      assert(unread > MIN_UNREAD_BYTES, `the socket holds ${unread} bytes`);
      const growth = await residentBytes(daemon.pid) - before;
      assert(growth < MAX_GROWTH_BYTES, `the daemon grew by ${growth} bytes`);
    }
    peer.reading.open();
    for (let id = 1; id <= sent; id++) {
      assertEquals(asRecord(await peer.next()).id, id);
    }
    await blocked;
    await peer.quiet();
    await bystander.noticedNothing();
  });
}

test("large sets of several peers wait for one owner, and all arrive in order", async (bus) => {
  const owner = await bus.tcp();
  await owner.send({ id: 1, method: "add", params: { path: "a", value: 0 } });
  await owner.next();
  const clients = await Promise.all([bus.tcp(), bus.tcp(), bus.websocket()]);
  const sends = clients.flatMap((client, from) =>
    [1, 2, 3].map((id) => {
      const value = { from, id, text: `${id}`.repeat(200_000) };
      return client.send({ id, method: "set", params: { path: "a", value } });
    })
  );
  const last = [0, 0, 0];
  for (let count = 0; count < sends.length; count++) {
    const { id, params } = asRecord(await owner.next());
    const { from, id: number, text } = asRecord(asRecord(params).value);
    assertEquals(text, `${number}`.repeat(200_000));
    assertEquals(number, ++last[Number(from)]);
    await owner.send({ id, result: true });
  }
  await Promise.all(sends);
  for (const client of clients) {
    for (const id of [1, 2, 3]) {
      assertEquals(asRecord(await client.next()).id, id);
    }
  }
});

test("ids count in what one peer may have under way: a long one keeps the next request back", async (bus) => {
  const [owner, caller] = [await bus.tcp(), await bus.tcp()];
  await owner.send({ id: 1, method: "add", params: { path: "m" } });
  await owner.next();
  const ids = Array.from({ length: 5 }, (_, n) => `${n}`.repeat(100_000));
  const sends = ids.map((id) =>
    caller.send({ id, method: "call", params: { path: "m", args: [] } })
  );
  for (const expected of ids) {
    const { id } = asRecord(await owner.next());
    await owner.quiet();
    await owner.send({ id, result: 1 });
    assertEquals(asRecord(await caller.next()).id, expected);
  }
  await Promise.all(sends);
});
