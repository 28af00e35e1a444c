import { assertEquals } from "@std/assert";
import { VirtualClock } from "../testing/clock.ts";
import { Overdue } from "./overdue.ts";

const LEASE_MS = 1000;
const BEAT_MS = 200;

/** Beats of a member; what they lead to, and after how many of them. */
class Beats {
  readonly events: string[] = [];
  readonly #clock = new VirtualClock();
  readonly #overdue = new Overdue(LEASE_MS, this.#clock, {
    changeServer: () => this.events.push(`server ${this.#count}`),
    gaveUp: () => this.events.push(`end ${this.#count}`),
  });
  #count = 0;

  beat(sequence: number, due: number, isElecting = false): void {
    this.#count++;
    this.#clock.pass(BEAT_MS);
    this.#overdue.beat(sequence, due, isElecting);
  }
}

Deno.test("entries that do not come: the server is changed each lease, then it ends", () => {
  const beats = new Beats();
  beats.beat(7, 7);
  for (let i = 0; i < 21 && beats.events.length < 3; i++) beats.beat(7, 9);
  assertEquals(beats.events, ["server 12", "server 17", "end 22"]);
});

Deno.test("entries that do not come while the log takes none: they are waited for", () => {
  const beats = new Beats();
  for (let i = 0; i < 50; i++) beats.beat(7, 9, true);
  for (let i = 0; i < 10; i++) beats.beat(7, 9);
  assertEquals(beats.events, []);
});

Deno.test("entries that come late, but come: they are waited for", () => {
  const beats = new Beats();
  for (let i = 0; i < 50; i++) beats.beat(i, i + 9);
  assertEquals(beats.events, []);
});
