import { assertEquals } from "@std/assert";
import {
  BinaryClient,
  binaryFrame,
  join,
  u32,
} from "../support/binary_client.ts";
import { asRecord } from "../support/client.ts";
import { speaker } from "../support/population.ts";
import { KINDS } from "../support/speaker.ts";
import { concat, frame, StreamClient } from "../support/stream_client.ts";
import { daemonWithUsers, login, PASSWORD } from "../support/users.ts";

const AUTHENTICATE = 13;
const GET = 15;

const test = (await daemonWithUsers("--closed")).onOneRuntime;

/** Asks for a state behind a login, in another message or in the same. */
for (const [index, kind] of KINDS.entries()) {
  for (const together of [false, true]) {
    test(
      `${kind}: what follows a login ${
        together ? "in an array" : "in messages"
      } waits for it`,
      async (bus) => {
        const owner = await speaker(bus, "2.x");
        await login(owner, "ungrouped");
        const path = bus.path("s");
        await owner.do("add", { path, value: 1 });
        const { client } = await speaker(bus, kind);
        if (!(client instanceof StreamClient)) throw new TypeError("no stream");
        const requests = [
          {
            id: "1",
            method: "authenticate",
            params: { user: "ungrouped", password: PASSWORD },
          },
          { id: "2", method: "get", params: { path: { equals: path } } },
          { id: "3", method: "get", params: { path: { equals: path } } },
        ];
        await client.write(
          together
            ? frame(JSON.stringify(requests))
            : concat(...requests.map((each) => frame(JSON.stringify(each)))),
        );
        for (const { id } of requests) {
          const answer = asRecord(await client.next());
          assertEquals(answer.id, id);
          if (id === "1") continue;
          assertEquals([answer.result].flat().length, 1);
        }
      },
      { index },
    );
  }
}

test("binary Jet: what follows a login waits for it", async (bus) => {
  const owner = await speaker(bus, "2.x");
  await login(owner, "ungrouped");
  const path = bus.path("s");
  await owner.do("add", { path, value: "x" });
  await using client = await BinaryClient.connect(bus.daemon.binaryPort);
  const request = (id: number, fn: number, ...texts: string[]) =>
    binaryFrame(join([2], u32(id), [fn], ...texts));
  await client.write(concat(
    request(1, AUTHENTICATE, "ungrouped", PASSWORD),
    request(2, GET, path),
  ));
  for (const id of [1, 2]) {
    // Response, its id, success.
    const start = join([3], u32(id), [0]);
    const message = await client.message();
    assertEquals(message.subarray(0, start.length), start);
  }
});
