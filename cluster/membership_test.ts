import { assertRejects } from "@std/assert";
import { VirtualClock } from "../testing/clock.ts";
import { Directory } from "./directory.ts";
import { type MemberInfo, packEntry, unpackEntry } from "./entries.ts";
import { statePieces } from "./joining.ts";
import { Membership, PROTOCOL } from "./membership.ts";
import type { ClusterTransport } from "./transport.ts";

const OPTIONS = { separator: "/", open: false, leaseMs: 1000 };
const RULES = "/ strict 1000";
const ignore = () => {};
const EVENTS = {
  joined: ignore,
  left: ignore,
  placed: ignore,
  removed: ignore,
  entered: ignore,
  fenced: ignore,
  cleared: ignore,
  renewed: ignore,
  applied: ignore,
  failed: ignore,
};

/** A log with one member, which has given its state. */
function clusterOf(info: MemberInfo): ClusterTransport {
  const directory = new Directory(OPTIONS, EVENTS);
  const operations = [{ kind: "join", info, former: "" } as const];
  const bytes = packEntry({ member: "m", batch: 1, operations });
  directory.apply(unpackEntry(bytes), 1, 1000);
  return {
    maxMessage: 1 << 20,
    isReplicated: false,
    append: () => Promise.reject(new Error("it must not join")),
    handOver: () => Promise.resolve(false),
    end: () => Promise.resolve({ sequence: 1, time: 1000 }),
    follow: () => Promise.reject(new Error("it must not follow the log")),
    askState: () => Promise.resolve(statePieces(directory, 1 << 20)),
    serveState: () => ignore,
    send: ignore,
    receive: () => ignore,
    onInterrupted: ignore,
    close: () => Promise.resolve(),
  };
}

for (
  const [what, different, reason] of [
    [
      "another protocol",
      { protocol: PROTOCOL + 1 },
      `other (9.9) has protocol ${PROTOCOL + 1}, this daemon ${PROTOCOL}`,
    ],
    [
      "other rules",
      { rules: ". open 1000" },
      `lease in ms) . open 1000, this daemon ${RULES}`,
    ],
  ] as const
) {
  Deno.test(`membership: a daemon does not join members of ${what}, and says why`, async () => {
    const info = {
      name: "other",
      version: "9.9",
      protocol: PROTOCOL,
      rules: RULES,
      ...different,
    };
    const membership = new Membership(
      { name: "own", version: "1", epoch: "e", mayBeLost: false, ...OPTIONS },
      clusterOf(info),
      new VirtualClock(1000),
      EVENTS,
    );
    await assertRejects(() => membership.join(), Error, reason);
  });
}
