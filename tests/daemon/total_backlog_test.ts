import { assert, assertEquals } from "@std/assert";
import { Bus } from "../../bus/bus.ts";
import { Dialects } from "../../protocol/dialects/detect.ts";
import { VirtualClock } from "../../testing/clock.ts";
import { ProgramLink } from "../property/link.ts";

const encoder = new TextEncoder();

function busWithLimit(clock: VirtualClock): Bus {
  return new Bus({
    info: {
      name: "",
      version: "0",
      authentication: false,
      separator: "/",
      maxMessage: 1 << 20,
    },
    timeout: 5,
    softBacklog: 10,
    hardBacklog: 1 << 20,
    stallTimeout: 1000,
    limits: { maxBacklog: 10_000 },
    clock,
  });
}

function slowPeer(bus: Bus): ProgramLink {
  const link = new ProgramLink("slow", true, () => {});
  bus.connect(link, new Dialects().classic);
  return link;
}

/** Asks for so many bytes and does not read them. */
function leaveUnread(link: ProgramLink, bytes: number): void {
  const params = "x".repeat(bytes);
  link.say(encoder.encode(JSON.stringify({ id: 1, method: "echo", params })));
}

Deno.test("of all who don't read, those with most unread go, but not who has just come", () => {
  const clock = new VirtualClock();
  const bus = busWithLimit(clock);
  const little = slowPeer(bus);
  const much = slowPeer(bus);
  clock.pass(2000);
  const young = slowPeer(bus);
  leaveUnread(little, 1000);
  leaveUnread(much, 5000);
  assert(!much.closing);
  leaveUnread(young, 6000);
  assertEquals(
    [little, much, young].map(({ closing }) => closing),
    [false, true, false],
  );
  assertEquals(bus.limits.report().maxBacklog.reached, 1);
});

Deno.test("a peer with little unread is not disconnected for the backlog of a new one", () => {
  const clock = new VirtualClock();
  const bus = busWithLimit(clock);
  const idle = slowPeer(bus);
  const little = slowPeer(bus);
  leaveUnread(little, 1000);
  clock.pass(2000);
  const young = slowPeer(bus);
  leaveUnread(young, 20_000);
  assertEquals([idle, little, young].map(({ closing }) => closing), [
    ...[false, false, false],
  ]);
  assertEquals(bus.limits.report().maxBacklog.reached, 0);
});
