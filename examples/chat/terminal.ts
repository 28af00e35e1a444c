// Talks in a room from a terminal, with those in browsers, too.
// Usage: deno run -A examples/chat/terminal.ts NAME [room] [url]
import { argv, env, exit, stdin } from "node:process";
import { createInterface } from "node:readline";
import { JetError, Occupied, Peer, type SortRules, State } from "../../peer.ts";

const [, , name, room = "lobby", url] = argv;
if (name === undefined) {
  console.error("usage: terminal.ts NAME [room] [url]");
  exit(2);
}
const peer = await Peer.connect(url ?? env.JET_URL ?? "tcp://localhost:11122");
const here = `chat/rooms/${room}`;

try {
  await peer.add(new State(`${here}/people/${name}`, true));
} catch (error) {
  if (!(error instanceof Occupied)) throw error;
  console.error(`${name} is already in ${room}`);
  exit(1);
}

const people = peer.fetch({ below: `${here}/people` }, ({ event, path }) => {
  const who = path.slice(`${here}/people/`.length);
  console.log(event === "add" ? `* ${who} is here` : `* ${who} has left`);
});

// The newest lines, again and again: those that were not there are printed.
let last = 0;
const newest: SortRules = {
  byValueField: { at: "number" },
  descending: true,
  to: 50,
};
const lines = peer.fetch<{ at: number; name: string; text: string }>(
  { below: `${here}/lines`, sort: newest },
  (rows) => {
    for (const { value } of rows.toReversed()) {
      if (value === undefined || value.at <= last) continue;
      last = value.at;
      console.log(`${value.name}: ${value.text}`);
    }
  },
);

// Input may be at its end already.
await people.ready;
await lines.ready;
for await (const text of createInterface({ input: stdin })) {
  if (text.trim() === "") continue;
  try {
    await peer.call("chat/say", { room, name, text });
  } catch (error) {
    if (!(error instanceof JetError)) throw error;
    console.error(error.message);
  }
}
await peer.close(); // at the end of the input
