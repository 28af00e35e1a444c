// A bus in memory, on whatever runtime: writes what it has found as JSON.
import { InvalidArgument, Method, State, storeOf } from "../../../peer.ts";
import { TestBus } from "../../../testing.ts";

const bus = new TestBus();
const owner = await bus.peer({ name: "owner" });
const target = await owner.add(
  new State("house/target", 20, {
    set(value) {
      if (value > 30) throw new InvalidArgument("too hot");
      return { value: Math.round(value), warning: "rounded" };
    },
  }),
);
await owner.add(new Method("house/slow", () => new Promise<never>(() => {})));

const client = await bus.peer({ name: "client" });
const seen: unknown[] = [];
const store = storeOf<number>(client, "house/target");
store.subscribe(() => seen.push(store.getSnapshot()));
await bus.settle();
const { warning } = await client.set("house/target", 21.4);
const refused = await client.set("house/target", 99)
  .catch((error: Error) => error.name);
await bus.settle();

const call = client.call("house/slow", [], { timeout: 86_400 })
  .catch((error: Error) => error.name);
await bus.advance(86_400_000);
const late = await call;

await bus.disconnect(client);
target.value = 25;
await bus.advance(10_000);
const peers = bus.peers.map(({ name }) => name);
const value = await bus.value("house/target");
await bus.close();
const { now } = bus;
console.log(
  JSON.stringify({ seen, warning, refused, late, peers, value, now }),
);
