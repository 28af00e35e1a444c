// What a program can do with a daemon of its own; prints one line of JSON for
// each step.
import process from "node:process";
import { Daemon } from "../../../daemon.ts";
import { Method, Peer, State } from "../../../peer.ts";

const say = (what: string, value: unknown) =>
  console.log(`${what} ${JSON.stringify(value)}`);

const daemon = new Daemon();
say("addresses before", daemon.addresses);
await daemon.listen({ port: 0 });
await daemon.listen({ wsPort: 0, host: "localhost" });
if (process.platform === "linux") {
  await daemon.listen({ unix: `\0jet-lifecycle-${process.pid}` });
}
say("transports", daemon.addresses.map(({ transport }) => transport));
say(
  "ports",
  daemon.addresses.map(({ port, transport }) =>
    port > 0 === (transport !== "unix")
  ),
);

// Either all is listened on or nothing.
const before = daemon.addresses.length;
const { port } = daemon.addresses[0];
const error: unknown = await daemon.listen({ wsPort: 0, port })
  .catch((error: unknown) => error);
say(
  "in use",
  error instanceof Error && error.message.startsWith("can't listen"),
);
say("as before", daemon.addresses.length === before);

// A peer inside and one over each transport.
const inside = daemon.peer({ name: "inside" });
const state: State<number> = new State("state", 1, { set: () => {} });
await inside.add(state);
await inside.add(new Method("add", ([a, b]: number[]) => a + b));
for (const { url, transport } of daemon.addresses) {
  const peer = await Peer.connect(url, { name: transport });
  await peer.set("state", state.value + 1);
  say(transport, [state.value, await peer.call("add", [1, 2])]);
  say("peers", daemon.peers.map(({ name, elements }) => [name, elements]));
  const gone = new Promise<string>((resolve) =>
    daemon.addEventListener(
      "disconnect",
      ({ detail }) => resolve(detail.peer.name),
      { once: true },
    )
  );
  await peer.close();
  say("gone", await gone);
}
say("inside", [
  await inside.call("add", [3, 4]),
  await inside.get({ path: "state" }),
]);

const reason = new Promise((resolve) =>
  inside.addEventListener("disconnect", resolve)
);
await Promise.all([daemon.close(), daemon.close()]);
await reason;
say("addresses after", daemon.addresses);
say("peers after", daemon.peers);
say(
  "after close",
  await daemon.listen({ port: 0 }).then(
    () => "listens",
    (error) => error.message,
  ),
);
await inside.close();
