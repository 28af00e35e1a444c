import { assertEquals } from "@std/assert";
import { localPair } from "./local.ts";

Deno.test("what a local peer sends arrives whole, and is kept where it is the message's own", () => {
  const turn: (() => void)[] = [];
  const { link, peerLink } = localPair((task) => turn.push(task));
  const messages: string[] = [];
  const own: { text: string; bytes: Uint8Array }[] = [];
  link.start({
    arrived() {},
    message(bytes, start, end, isOwn) {
      const text = new TextDecoder().decode(bytes.subarray(start, end));
      messages.push(text);
      if (isOwn) own.push({ text, bytes });
    },
    overlong() {},
    skipped() {},
    drained() {},
    closed() {},
  });
  const sent = ["a", "é".repeat(3000), "x".repeat(100), "€".repeat(5000), "b"]
    .flatMap((text) => [text, `${text}.`]);
  for (const text of sent) peerLink.send(text);
  for (const task of turn) task();
  assertEquals(messages, sent);
  for (const { text, bytes } of own) {
    assertEquals(new TextDecoder().decode(bytes), text);
  }
});
