/**
 * A program that owns a state and methods, and does something else, in one mode
 * after the other.
 *
 * Arguments: the address of the daemon, what all paths begin with, and the
 * modes: `blocked` in a call of the method `gate`, which is another's, `poll`
 * while it computes, `serve`, and at last `idle` in the event loop. The paths
 * of a mode are below its name.
 */
import process from "node:process";
import {
  Group,
  InvalidArgument,
  Method,
  PeerSync,
  State,
} from "../../../peer_sync.ts";

const [, , url, prefix, ...modes] = process.argv;

for (const mode of modes) {
  const peer = own(`${prefix}${mode}/`);
  console.log(`ready ${mode}`);
  switch (mode) {
    case "serve":
      peer.serve();
      console.log("left");
      break;
    case "poll":
      while (!peer.closed) peer.poll();
      console.log("left");
      break;
    case "blocked":
      console.log(peer.call(`${prefix}gate`, [], { timeout: 60 }));
      peer.close();
  }
}

function own(prefix: string): PeerSync {
  const peer = PeerSync.connect(url);
  const state = peer.add(
    new State(`${prefix}state`, 0, {
      set(value) {
        if (value < 0) throw new InvalidArgument("not below 0");
        return { value: Math.round(value) };
      },
    }),
  );
  peer.add(
    new Method(`${prefix}up`, ([by]: number[]) => {
      state.value += by;
      return state.value;
    }),
  );
  peer.add(
    new Method(
      `${prefix}nested`,
      ([n]: number[]) => n * peer.get<number>(`${prefix}theirs`),
    ),
  );
  peer.add(new Method(`${prefix}later`, () => Promise.resolve("promised")));
  let givenUp: string | undefined;
  peer.add(
    new Method(`${prefix}hang`, (_args, { signal, caller }) => {
      signal.addEventListener("abort", () => givenUp = caller?.name);
      while (!signal.aborted) peer.serve(0.01);
    }),
  );
  peer.add(new Method(`${prefix}given up`, () => givenUp));
  const supply = peer.add(
    new Group(`${prefix}psu`, { voltage: 0, current: 1 }, {
      set(values) {
        const { voltage, current } = { ...supply.values, ...values };
        if (voltage * current > 60) throw new InvalidArgument("60 W at most");
        if (voltage < 0) return { values: { voltage: 0 }, warning: "0 V" };
      },
    }),
  );
  peer.add(new Method(`${prefix}stop`, () => peer.close()));
  return peer;
}
