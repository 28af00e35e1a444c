// Rooms to talk in: this program keeps what was said and serves the page.
// Who is in a room owns a state there, `chat/rooms/<room>/people/<name>`: so no
// two have one name, and who vanishes is gone, without a word of this program.
//
// The lines are states as well: they have one owner, and so one order for all,
// and an end: the newest are kept, for as long as this program runs. A history
// that outlives all peers would be one for the graph, see graph_todo.ts.
// Usage: deno run -A examples/chat/server.ts [ws url]
import { argv, env } from "node:process";
import { InvalidArgument, Method, Peer, State } from "../../peer.ts";
import { serve } from "../serve.ts";

/** What has been said; `at` is its time, and nothing else in the room has it. */
interface Line {
  at: number;
  name: string;
  text: string;
}

const KEPT = 50;

const daemon = argv[2] ?? env.JET_URL ?? "ws://localhost:11123";
const peer = await Peer.connect(daemon, { name: "chat" });

const people = peer.fetch({ path: { matches: "chat/rooms/+/people/+" } });
const rooms = new Map<string, State<Line>[]>();
let last = 0;

await peer.add(
  new Method("chat/say", async (said: Record<string, unknown>) => {
    const { room, name } = said;
    const text = String(said.text ?? "").trim().slice(0, 500);
    if (text === "") throw new InvalidArgument("there is nothing to say");
    const path = `chat/rooms/${room}/people/${name}`;
    if (!people.entries.some((entry) => entry.path === path)) {
      throw new InvalidArgument(`${name} is not in ${room}`);
    }
    const at = last = Math.max(Date.now(), last + 1);
    const line = new State<Line>(`chat/rooms/${room}/lines/${at}`, {
      at,
      name: String(name),
      text,
    });
    const lines = rooms.get(String(room)) ?? [];
    rooms.set(String(room), lines);
    lines.push(line);
    await peer.add(line);
    if (lines.length > KEPT) await lines.shift()?.remove();
  }),
);

const page = new URL("page.html", import.meta.url);
console.log("chat at", await serve({ page, daemon, port: 8003 }));
