import { assertEquals } from "@std/assert";
import { concat, frame, header } from "../support/stream_client.ts";
import { sharedDaemon } from "../support/shared_daemon.ts";

const test = sharedDaemon();

function echoes(count: number): Uint8Array {
  return concat(
    ...Array.from(
      { length: count },
      (_, id) =>
        frame(JSON.stringify({ id, method: "echo", params: { text: "é" } })),
    ),
  );
}

test("many frames in one write are all answered, in order", async (bus) => {
  const peer = await bus.tcp();
  await peer.write(echoes(1000));
  for (let id = 0; id < 1000; id++) {
    await peer.expect({ id, result: { text: "é" } });
  }
});

test("frames may be split between any two bytes", async (bus) => {
  const [peer, other] = [await bus.tcp(), await bus.tcp()];
  const bytes = echoes(3);
  for (let at = 0; at <= bytes.length; at++) {
    await peer.write(bytes.subarray(0, at));
    // A round trip, so that the pieces don't arrive as one.
    await other.quiet();
    await peer.write(bytes.subarray(at));
    for (let id = 0; id < 3; id++) {
      await peer.expect({ id, result: { text: "é" } });
    }
  }
});

test("a frame may come byte by byte", async (bus) => {
  const peer = await bus.tcp();
  const bytes = echoes(2);
  for (const byte of bytes) await peer.write(Uint8Array.of(byte));
  await peer.take(2);
});

test("frames of length zero are ignored", async (bus) => {
  const bystander = await bus.bystander();
  const peer = await bus.tcp();
  await peer.write(header(0));
  await peer.quiet();
  await peer.write(concat(header(0), header(0), echoes(1), header(0)));
  assertEquals(await peer.next(), { id: 0, result: { text: "é" } });
  await peer.quiet();
  await bystander.noticedNothing();
});

test("white space around a message is allowed", async (bus) => {
  const peer = await bus.tcp();
  await peer.send(
    ` \n\t{ "id" : 1 , "method" : "echo" , "params" : { } } \r\n`,
  );
  assertEquals(await peer.text(), `{"id":1,"result":{ }}`);
});
