import { assertEquals } from "@std/assert";
import { closePayload } from "../../protocol/websocket/writer.ts";
import { asRecord } from "../support/client.ts";
import { sharedDaemon, type TestBus } from "../support/shared_daemon.ts";
import { Opcode } from "../support/websocket_client.ts";
import { cases, frame, MAX } from "./cases.ts";

const test = sharedDaemon("--max-message", `${MAX}`);

/** Longer streams are not sent byte by byte. */
const MAX_PIECEWISE = 300;
const GOODBYE = frame(Opcode.close, closePayload(4321, "the test's"));

/**
 * What the daemon sends for what its reader reads: no message of the cases is
 * JSON, so each of them is answered with an error.
 */
function answersTo(events: readonly string[]): string[] {
  const answers: string[] = [];
  for (const event of events) {
    const [kind, first] = event.split(" ");
    if (kind === "ping") answers.push(event);
    else if (kind === "close") answers.push(`close ${first}`);
    else if (kind === "error") {
      if (first === "1009") answers.push("answer -32600");
      answers.push(`close ${first}`);
    } else if (kind !== "pong" && first !== "") answers.push("answer -32700");
  }
  if (!answers.at(-1)?.startsWith("close")) answers.push("close 4321");
  return answers;
}

/** Sends a stream and a close frame; returns what the daemon sends. */
async function answersOf(
  bus: TestBus,
  stream: Uint8Array,
  piece: number,
  expected: readonly string[],
): Promise<string[]> {
  const peer = await bus.websocket();
  try {
    for (let at = 0; at < stream.length; at += piece) {
      await peer.write(stream.subarray(at, at + piece));
    }
    await peer.write(GOODBYE);
  } catch (error) {
    // The daemon has ended the connection before.
    if (!(error instanceof Error)) throw error;
  }
  const answers: string[] = [];
  for (const answer of expected) {
    if (answer.startsWith("ping")) {
      const payload = await peer.pong();
      answers.push(
        payload.length > 100 ? `ping of ${payload.length}` : `ping ${payload}`,
      );
    } else if (answer.startsWith("answer")) {
      const { error } = asRecord(await peer.next());
      answers.push(`answer ${asRecord(error).code}`);
    } else {
      answers.push(`close ${(await peer.ending()).code}`);
    }
  }
  return answers;
}

test("the framing conforms to RFC 6455, however it is cut", async (bus) => {
  const bystander = await bus.bystander();
  await Promise.all(
    Object.entries(cases).map(async ([name, [stream, events]]) => {
      const expected = answersTo(events);
      const pieces = [stream.length, 1];
      if (stream.length > MAX_PIECEWISE) pieces.pop();
      for (const piece of pieces) {
        const answers = await answersOf(bus, stream, piece, expected);
        assertEquals(answers, expected, `${name}, in pieces of ${piece}`);
      }
    }),
  );
  await bystander.noticedNothing();
});
