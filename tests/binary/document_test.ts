import { assert, assertEquals } from "@std/assert";
import {
  BinaryClient,
  binaryFrame,
  fromHex,
  hex,
} from "../support/binary_client.ts";
import { HostedDaemon } from "../support/daemon_process.ts";
import { onOneRuntime, ROOT } from "../support/runtimes.ts";

/** One frame of an example: who says it to whom. */
interface Line {
  peer: string;
  toDaemon: boolean;
  bytes: Uint8Array;
}

const text = await Deno.readTextFile(`${ROOT}protocol/BINARY.md`);
const examples = [...text.matchAll(/```hex\n(.*?)```/gs)]
  .map(([, block]) => linesOf(block));

function linesOf(block: string): Line[] {
  const lines: { who: string; digits: string }[] = [];
  for (const written of block.split("\n")) {
    const [content] = written.split(";");
    const begin = /^([A-Z][<>])(.*)$/.exec(content);
    if (begin !== null) lines.push({ who: begin[1], digits: begin[2] });
    else if (lines.length > 0) lines[lines.length - 1].digits += content;
  }
  return lines.map(({ who, digits }) => ({
    peer: who[0],
    toDaemon: who[1] === ">",
    bytes: fromHex(digits),
  }));
}

onOneRuntime(
  "the examples of the document happen as they are printed",
  async (runtime) => {
    const [info, ...conversations] = examples;
    assert(conversations.length >= 3);
    // The connections of one conversation end what they added.
    await using daemon = await HostedDaemon.start(runtime);
    for (const lines of [info, ...conversations]) {
      const clients = new Map<string, BinaryClient>();
      for (const { peer, toDaemon, bytes } of lines) {
        let client = clients.get(peer);
        if (client === undefined) {
          client = await (lines === info
            ? BinaryClient.connectRaw(daemon.binaryPort)
            : BinaryClient.connect(daemon.binaryPort));
          clients.set(peer, client);
        }
        if (toDaemon) await client.write(bytes);
        else {
          assertEquals(hex(binaryFrame(await client.message())), hex(bytes));
        }
      }
      for (const client of clients.values()) {
        await client[Symbol.asyncDispose]();
      }
    }
  },
  { index: 1 },
);
