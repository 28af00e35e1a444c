import { assert, assertEquals } from "@std/assert";
import { asRecord } from "../../tests/support/client.ts";
import { JsonBus, say } from "../../tests/support/json_bus.ts";
import { VirtualClock } from "../../testing/clock.ts";

const NODES = 100_000;

/** A bus with many nodes, and its connections. */
class World extends JsonBus {
  constructor(readonly clock = new VirtualClock()) {
    super(clock);
  }
}

let shared: World | undefined;

/** The same for all tests: to add the nodes takes most of the time. */
function worldWithNodes(): World {
  if (shared !== undefined) return shared;
  const world = shared = new World();
  const owner = world.connect(() => {});
  for (let number = 0; number < NODES; number++) {
    const path = `n/${number % 100}/${number}/s`;
    say(owner, "add", { path, value: number });
    if (owner.paused) owner.readUntilResumed(world.clock);
  }
  world.clock.settle();
  return world;
}

Deno.test(`a fetch and a get of ${NODES} nodes go on in slices: others are answered between, and what they add is reported once, below its node`, () => {
  const world = worldWithNodes();
  const messages: string[] = [];
  const note = ({ id, params }: Record<string, unknown>) => {
    if (id !== undefined) messages.push(String(id));
    else {
      const { event, path, type } = asRecord(params);
      messages.push(`${event} ${type ?? "state"} ${path}`);
    }
  };
  const asking = world.connect(note);
  const other = world.connect(({ id }) => messages.push(`other ${id}`));
  const ends = { endsWith: "9999" };
  const found = ["9999", "19999", "29999", "39999", "49999"]
    .concat(["59999", "69999", "79999", "89999", "99999"])
    .map((number) => `n/99/${number}`);

  say(asking, "fetch", { id: 1, path: ends, nodes: true });
  assert(messages.length < 5, "the other peer was answered only at the end");
  say(other, "add", { path: "n/99/99999/9999", value: 1 });
  say(other, "add", { path: "new/9999/x", value: 1 });
  const isTold = (text: string) => messages.includes(text);
  assert(isTold("other add"), "another peer waits for the end of the walk");
  assert(isTold("add node n/99/99999"), "its node was not reported above it");
  assert(isTold("add node new/9999"), "a new node was not reported at once");
  world.clock.settle();
  assertEquals(
    messages.filter((text) => text.startsWith("add node")).sort(),
    [...found, "new/9999"].map((path) => `add node ${path}`).sort(),
  );
  const at = messages.indexOf("add node n/99/99999");
  assertEquals(messages[at + 1], "add state n/99/99999/9999");

  messages.length = 0;
  say(asking, "get", { path: ends, nodes: true });
  say(other, "get", { path: { equals: "new/9999/x" } });
  assertEquals(messages, ["other get"]);
  world.clock.settle();
  assertEquals(messages, ["other get", "get"]);
});

Deno.test("exact paths and a part of the hierarchy narrow the search for nodes: they are found at once", () => {
  const world = worldWithNodes();
  let nodes: unknown[] = [];
  const asking = world.connect(({ result }) => {
    assert(Array.isArray(result));
    nodes = result.map(({ path }) => path);
  });
  const path = { equalsOneOf: ["n/7/7", "none", "n"] };
  say(asking, "get", { path, nodes: true });
  assertEquals(nodes, ["n", "n/7/7"]);
  say(asking, "get", { below: "n", depth: 1, nodes: true });
  assertEquals(nodes.length, 100);
});
