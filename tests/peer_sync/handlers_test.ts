/**
 * What others want of a program with a synchronous peer, whatever it does.
 *
 * @module
 */
import { assertEquals, assertRejects } from "@std/assert";
import {
  InvalidArgument,
  Method,
  Peer,
  PeerTimeout,
  State,
} from "../../peer.ts";
import { WHOLE_MATRIX } from "../support/runtimes.ts";
import { sharedDaemon, type TestBus } from "../support/shared_daemon.ts";
import {
  addressOf,
  PEER_RUNTIMES,
  type PeerRuntime,
  startProgram,
  succeeds,
} from "./programs.ts";

const test = sharedDaemon();

/** What a program does while its handlers run. */
const MODES = ["blocked", "poll", "serve", "idle"] as const;

for (const [index, runtime] of PEER_RUNTIMES.entries()) {
  test.onOneRuntime(
    `on ${runtime}: handlers run in a program in ${MODES.join(", ")}`,
    async (bus) => {
      const url = bus.daemon.url("tcp");
      await using peer = await Peer.connect(url, { name: "panel" });
      const gate = Promise.withResolvers<string>();
      await peer.add(new Method(bus.path("gate"), () => gate.promise));
      for (const mode of MODES) {
        await peer.add(new State(bus.path(`${mode}/theirs`), 7));
      }
      await using program = await startProgram(
        runtime,
        "owner",
        addressOf(bus, "unix"),
        bus.prefix,
        ...MODES,
      );
      for (const mode of MODES) {
        await program.stdout.match(new RegExp(`^ready ${mode}$`));
        const at = (name: string) => bus.path(`${mode}/${name}`);
        await useHandlers(peer, at);
        await assertRejects(
          () => peer.call(at("hang"), [], { timeout: 0.3 }),
          PeerTimeout,
        );
        assertEquals(await peer.call(at("given up")), "panel");
        if (mode === "idle") {
          assertEquals(await peer.call(at("later")), "promised");
        }
        if (mode === "blocked") gate.resolve("open");
        else assertEquals(await peer.call(at("stop")), {});
      }
      await succeeds(program, [
        ...["ready blocked", "open", "ready poll", "left"],
        ...["ready serve", "left", "ready idle"],
      ]);
    },
    { beside: true, index },
  );
}

async function useHandlers(
  peer: Peer,
  at: (name: string) => string,
): Promise<void> {
  assertEquals(await peer.call(at("up"), [3]), 3);
  const options = { valueAsResult: true } as const;
  assertEquals(await peer.set(at("state"), 4.4, options), { value: 4 });
  await assertRejects(
    () => peer.set(at("state"), -1),
    InvalidArgument,
    "not below 0",
  );
  await useGroup(peer, at);
  assertEquals(await peer.call(at("nested"), [2]), 14);
  // More at once than are carried out inside each other.
  const many = Array.from({ length: 300 }, (_, n) => n);
  assertEquals(
    await Promise.all(many.map((n) => peer.call(at("nested"), [n]))),
    many.map((n) => n * 7),
  );
}

async function useGroup(
  peer: Peer,
  at: (name: string) => string,
): Promise<void> {
  const psu = at("psu");
  const values = async () => {
    const entries = await peer.get({ below: psu });
    return entries.map((entry) => entry.type === "state" && entry.value);
  };
  await peer.setBelow(psu, { voltage: 12, current: 5 });
  assertEquals(await values(), [12, 5]);
  await assertRejects(
    () => peer.setBelow(psu, { voltage: 13, current: 1000 }),
    InvalidArgument,
    "60 W",
  );
  assertEquals(await peer.setBelow(psu, { voltage: -1, current: 3 }), {
    warning: { code: 1, message: "0 V" },
  });
  await assertRejects(() => peer.set(at("psu/voltage"), 21), InvalidArgument);
  await peer.set(at("psu/voltage"), 20);
  assertEquals(await values(), [20, 3]);
}

/** Each program calls the next, the last one the first. */
async function callAround(
  bus: TestBus,
  runtimes: readonly PeerRuntime[],
): Promise<void> {
  const url = addressOf(bus, "tcp");
  await using stack = new AsyncDisposableStack();
  const programs = [];
  for (const [i, runtime] of runtimes.entries()) {
    const next = (i + 1) % runtimes.length;
    const args = [runtimes.length, i, next].map(String);
    programs.push(
      stack.use(
        await startProgram(runtime, "mutual", url, bus.prefix, ...args),
      ),
    );
  }
  for (const { stdout } of programs) await stdout.match(/^result 20$/);
  await using peer = await Peer.connect(url);
  for (const [i, program] of programs.entries()) {
    await peer.call(bus.path(`${i}/stop`));
    await succeeds(program, ["result 20"]);
  }
}

test.onOneRuntime(
  "programs on all runtimes call each other, inside each other",
  (bus) => callAround(bus, PEER_RUNTIMES),
  { beside: true },
);

if (WHOLE_MATRIX) {
  for (const first of PEER_RUNTIMES) {
    for (const second of PEER_RUNTIMES) {
      test.onOneRuntime(
        `on ${first} and ${second}: two programs call each other, inside each other`,
        (bus) => callAround(bus, [first, second]),
        { beside: true },
      );
    }
  }
}
