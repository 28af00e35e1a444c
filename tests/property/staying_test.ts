/**
 * Owners that come and go: which events fetches get, and what becomes of the
 * requests to their elements, by an independent model.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import type { Bus } from "../../bus/bus.ts";
import { plainBus } from "../../bench/plain_bus.ts";
import { Dialects } from "../../protocol/dialects/detect.ts";
import { VirtualClock } from "../../testing/clock.ts";
import { asRecord } from "../support/client.ts";
import { WHOLE_MATRIX } from "../support/runtimes.ts";
import { Chance } from "./chance.ts";
import { type Message, ProgramLink } from "./link.ts";

const encoder = new TextEncoder();
const PATHS = ["a/b", "a/c", "d"];

type Members = Record<string, unknown>;

/** A peer that owns, fetches or sets. */
class Participant {
  readonly link: ProgramLink;
  /** Events as `event path value`. */
  readonly events: string[] = [];
  readonly answers = new Map<unknown, "result" | "error">();
  /** Requests that it has got as an owner. */
  readonly requests: { path: string; value: unknown }[] = [];
  #id = 0;

  constructor(bus: Bus, name: string) {
    this.link = new ProgramLink(name, false, (message) => this.#take(message));
    bus.connect(this.link, new Dialects().classic);
  }

  #take(message: Message): void {
    if (typeof message !== "string") throw new TypeError("no text");
    const { id, method, params, error } = asRecord(JSON.parse(message));
    if (method === "f") {
      const { event, path, value } = asRecord(params);
      this.events.push(
        value === undefined ? `${event} ${path}` : `${event} ${path} ${value}`,
      );
    } else if (typeof method === "string") {
      const { value } = asRecord(params);
      this.requests.push({ path: method, value });
      this.#send({ id, result: true });
    } else this.answers.set(id, error === undefined ? "result" : "error");
  }

  #send(message: Members): void {
    this.link.say(encoder.encode(JSON.stringify(message)));
  }

  say(method: string, params: Members): number {
    const id = ++this.#id;
    this.#send({ id, method, params });
    return id;
  }
}

/** An element as it has to be. */
interface Thing {
  value: number | undefined;
  stay: number;
  owner: Participant | null;
  /** When it goes, if its owner is away. */
  until: number;
  /** Sets that wait, by their ids, and when their time is over. */
  waiting: Map<number, number>;
}

/** What the daemon has to do. */
class Model {
  readonly things = new Map<string, Thing>();
  readonly plain: string[] = [];
  readonly asking: string[] = [];
  readonly answers = new Map<number, "result" | "error">();

  #tell(event: string, path: string, { value }: Thing): void {
    const text = value === undefined
      ? `${event} ${path}`
      : `${event} ${path} ${value}`;
    this.plain.push(text);
    this.asking.push(text);
  }

  add(
    owner: Participant,
    path: string,
    value: number | undefined,
    stay: number,
  ): "result" | "error" {
    const former = this.things.get(path);
    if (former !== undefined) {
      if (former.owner !== null) return "error";
      if ((former.value === undefined) === (value === undefined)) {
        former.owner = owner;
        former.stay = stay;
        this.asking.push(`back ${path}`);
        if (former.value !== value) {
          former.value = value;
          this.#tell("change", path, former);
        }
        for (const id of former.waiting.keys()) this.answers.set(id, "result");
        former.waiting.clear();
        return "result";
      }
      this.#remove(path, former);
    }
    const thing = { value, stay, owner, until: 0, waiting: new Map() };
    this.things.set(path, thing);
    this.#tell("add", path, thing);
    return "result";
  }

  change(owner: Participant, path: string, value: number): "result" | "error" {
    const thing = this.things.get(path);
    if (thing?.owner !== owner || thing.value === undefined) return "error";
    thing.value = value;
    this.#tell("change", path, thing);
    return "result";
  }

  remove(owner: Participant, path: string): "result" | "error" {
    const thing = this.things.get(path);
    if (thing?.owner !== owner) return "error";
    this.#remove(path, thing);
    return "result";
  }

  #remove(path: string, thing: Thing): void {
    this.things.delete(path);
    this.#tell("remove", path, thing);
    for (const id of thing.waiting.keys()) this.answers.set(id, "error");
  }

  /** In the order of adding, which is that of the owner's elements. */
  leave(owner: Participant, order: readonly string[], now: number): void {
    for (const path of order) {
      const thing = this.things.get(path);
      if (thing?.owner !== owner) continue;
      if (thing.stay === 0) this.#remove(path, thing);
      else {
        thing.owner = null;
        thing.until = now + thing.stay;
        this.asking.push(`away ${path}`);
      }
    }
  }

  set(id: number, path: string, now: number, timeout: number): void {
    const thing = this.things.get(path);
    if (thing?.value === undefined) this.answers.set(id, "error");
    else if (thing.owner !== null) this.answers.set(id, "result");
    else thing.waiting.set(id, now + timeout);
  }

  /** Time passes; nothing else happens. */
  pass(now: number): void {
    const ends: [number, () => void][] = [];
    for (const [path, thing] of this.things) {
      if (thing.owner !== null) continue;
      for (const [id, end] of thing.waiting) {
        if (end < thing.until) {
          ends.push([end, () => {
            if (thing.waiting.delete(id)) this.answers.set(id, "error");
          }]);
        }
      }
      ends.push([thing.until, () => this.#remove(path, thing)]);
    }
    ends.sort(([a], [b]) => a - b);
    for (const [at, task] of ends) if (at <= now) task();
  }
}

/** The events of each path: those of different paths have no order. */
function byPath(events: readonly string[]): Record<string, string[]> {
  const found: Record<string, string[]> = {};
  for (const event of events) {
    const [, path] = event.split(" ");
    (found[path] ??= []).push(event);
  }
  return found;
}

function run(seed: number): void {
  const chance = new Chance(seed);
  const clock = new VirtualClock(1000);
  const bus = plainBus(clock, { stallTimeout: 1_000_000 });
  const model = new Model();
  const plain = new Participant(bus, "plain");
  const asking = new Participant(bus, "asking");
  plain.say("fetch", { id: "f" });
  asking.say("fetch", { id: "f", presence: true });
  const client = new Participant(bus, "client");
  const owners: Participant[] = [];
  const orders = new Map<Participant, string[]>();
  let value = 0;
  const step = () => {
    const path = chance.of(PATHS);
    if (owners.length === 0 || chance.is(0.1)) {
      const owner = new Participant(bus, "owner");
      owners.push(owner);
      orders.set(owner, []);
    }
    const owner = chance.of(owners);
    const order = orders.get(owner) ?? [];
    const check = (id: number, expected: string) =>
      assertEquals(owner.answers.get(id), expected);
    const kind = chance.below(10);
    if (kind < 4) {
      const known = model.things.get(path)?.value ?? 0;
      const next = chance.is(0.5) ? known : ++value;
      const given = chance.is(0.15) ? undefined : next;
      const stay = chance.of([0, 2000, 2000, 7000]);
      const id = owner.say("add", {
        path,
        value: given,
        ...stay > 0 ? { stay: stay / 1000 } : {},
      });
      const answer = model.add(owner, path, given, stay);
      check(id, answer);
      if (answer === "result") {
        if (order.includes(path)) order.splice(order.indexOf(path), 1);
        order.push(path);
      }
    } else if (kind === 4) {
      const id = owner.say("change", { path, value: ++value });
      check(id, model.change(owner, path, value));
    } else if (kind === 5) {
      const id = owner.say("remove", { path });
      check(id, model.remove(owner, path));
    } else if (kind === 6) {
      owners.splice(owners.indexOf(owner), 1);
      owner.link.lose();
      clock.settle();
      model.leave(owner, order, clock.monotonic());
    } else if (kind === 7) {
      const timeout = chance.of([500, 1000, 30_000]);
      const params = { path, value: 1, timeout: timeout / 1000 };
      const id = client.say("set", params);
      model.set(id, path, clock.monotonic(), timeout);
    } else {
      clock.pass(chance.below(2500));
      model.pass(clock.monotonic());
    }
    clock.settle();
    assertEquals(byPath(plain.events), byPath(model.plain));
    assertEquals(byPath(asking.events), byPath(model.asking));
    for (const [id, expected] of model.answers) {
      assertEquals(client.answers.get(id), expected, `set ${id}`);
    }
    assertEquals(client.answers.size, model.answers.size);
  };
  for (let i = 0; i < 120; i++) step();
  clock.pass(60_000);
  model.pass(clock.monotonic());
  assertEquals(byPath(plain.events), byPath(model.plain));
  bus.close(1000, "done");
}

const ROUNDS = WHOLE_MATRIX ? 150 : 60;

Deno.test("owners that come back find their elements, and fetches see only what differs", () => {
  for (let seed = 1; seed <= ROUNDS; seed++) {
    try {
      run(seed);
    } catch (error) {
      throw new Error(`seed ${seed}`, { cause: error });
    }
  }
});
