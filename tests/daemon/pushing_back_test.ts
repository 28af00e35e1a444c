import { assert, assertEquals } from "@std/assert";
import { asRecord } from "../support/client.ts";
import { sharedDaemon } from "../support/shared_daemon.ts";

const test = sharedDaemon("--soft-backlog", "100000");

/** Requests that a client may send before it must have been pushed back. */
const MAX_REQUESTS = 20_000;
/** A client is pushed back if the system takes nothing for so long. */
const STALL_MS = 500;

for (const transport of ["tcp", "websocket"] as const) {
  test(`over ${transport} a peer that does not read is not read from, and loses nothing`, async (bus) => {
    const bystander = await bus.bystander();
    const peer = transport === "tcp" ? await bus.tcp() : await bus.websocket();
    peer.reading.shut();
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
    peer.reading.open();
    for (let id = 1; id <= sent; id++) {
      assertEquals(asRecord(await peer.next()).id, id);
    }
    await blocked;
    await peer.quiet();
    await bystander.noticedNothing();
  });
}
