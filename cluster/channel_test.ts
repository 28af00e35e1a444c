import { assert, assertEquals } from "@std/assert";
import { Turns } from "../base/turns.ts";
import { VirtualClock } from "../testing/clock.ts";
import type { BinaryReader } from "../protocol/binary/reader.ts";
import { Channel, type ChannelHost } from "./channel.ts";
import { Kind, readValue } from "./messages.ts";

/** One end, whose packets go to the other one unless they are dropped. */
class End implements ChannelHost {
  readonly clock: VirtualClock;
  readonly maxMessage = 64 << 10;
  readonly turns: Turns;
  readonly channel: Channel;
  readonly lengths: number[] = [];
  other: End | undefined;
  drops = false;
  drains = 0;
  losses = 0;

  constructor(clock: VirtualClock, slice?: number) {
    this.clock = clock;
    this.turns = new Turns(clock, this.report, slice);
    this.channel = new Channel(this);
  }

  readonly report = (error: unknown): void => {
    throw error;
  };

  send(bytes: Uint8Array): void {
    if (!this.drops) this.other?.channel.arrived(bytes.slice());
  }

  message(_kind: number, from: BinaryReader): void {
    const { start, end } = readValue(from);
    this.lengths.push(end - start);
  }

  lost(): void {
    this.losses++;
  }

  drained(): void {
    this.drains++;
  }

  write(length: number): void {
    this.put(length);
    this.channel.flush();
  }

  put(length: number): void {
    const bytes = new Uint8Array(length);
    this.channel.begin(Kind.signal).value({
      type: 0,
      bytes,
      start: 0,
      end: length,
    });
  }
}

function ends(slice?: number): [End, End, VirtualClock] {
  const clock = new VirtualClock();
  const first = new End(clock, slice);
  const second = new End(clock, slice);
  first.other = second;
  second.other = first;
  return [first, second, clock];
}

Deno.test("channel: a message longer than a packet arrives whole", () => {
  const [first, second] = ends();
  for (const length of [0, 65_536, 300_000, 5]) first.write(length);
  assertEquals(second.lengths, [0, 65_536, 300_000, 5]);
  assertEquals(second.losses, 0);
});

Deno.test("channel: messages beyond a slice wait for later turns, in their order", () => {
  const [first, second, clock] = ends(10_000);
  const lengths = Array.from({ length: 100 }, (_, i) => 300 + i);
  for (const length of lengths) first.put(length);
  first.channel.flush();
  first.write(5);
  const atOnce = second.lengths.length;
  assert(atOnce > 0 && atOnce < 30, `${atOnce} at once`);
  clock.settle();
  assertEquals(second.lengths, [...lengths, 5]);
  assertEquals(second.losses, 0);
});

Deno.test("channel: what waits at its end is dropped", () => {
  const [first, second, clock] = ends(10_000);
  for (let i = 0; i < 100; i++) first.put(1000);
  first.channel.flush();
  const atOnce = second.lengths.length;
  second.channel.end();
  clock.settle();
  assertEquals(second.lengths.length, atOnce);
});

Deno.test("channel: a member that takes nothing holds up values, then requests", () => {
  const [first, second] = ends();
  // What it would confirm does not come.
  second.drops = true;
  while (!first.channel.congested) first.write(100_000);
  assertEquals(first.channel.isFull, false);
  while (!first.channel.isFull) first.write(100_000);
  assert(second.lengths.length < 200);
});

Deno.test("channel: a confirmation that was lost is asked for again", () => {
  const [first, second, clock] = ends();
  second.drops = true;
  while (!first.channel.congested) first.write(100_000);
  clock.settle();
  second.drops = false;
  assertEquals(first.drains, 0);
  first.channel.sync();
  clock.settle();
  assertEquals(first.channel.congested, false);
  assertEquals(first.drains, 1);
});
