/**
 * Relays in a network that delays, doubles and reorders what it carries, loses
 * what is on its way when a link breaks, and lies about the time; and apps that
 * write whatever comes to their minds.
 *
 * @module
 */
import { MemoryStore } from "../../../gun/store/memory_store.ts";
import { Mesh } from "../../../gun/relay/mesh.ts";
import { Turns } from "../../../base/turns.ts";
import type { Pipe } from "../../../gun/relay/connection.ts";
import { Relay } from "../../../gun/relay/relay.ts";
import { type GraphValue, textOf } from "../../../gun/graph/value.ts";
import type { LinkHandler } from "../../../protocol/link.ts";
import { Chance } from "../../property/chance.ts";
import { VirtualClock } from "../../../testing/clock.ts";
import { START } from "../bench.ts";

const SOULS = ["a", "b", "é", "toString", "__proto__", "x/y"];
const KEYS = ["k", "l", "constructor", "ü"];
const VALUES: readonly GraphValue[] = [
  0,
  9,
  10,
  -1.5,
  "",
  "a",
  "a!",
  "aa",
  "\uFFFD",
  "\u{1F600}",
  true,
  false,
  null,
  { "#": "a" },
  { "#": "é" },
];

/** A property that was written. */
interface Written {
  readonly text: string;
  readonly state: number;
}

/** One end of a pipe through the network. */
class NetworkPipe implements Pipe {
  readonly remote: string;
  readonly backlog = 0;
  readonly taken = 0;
  /** The other end. */
  other: NetworkPipe | null = null;
  /** Whether this end still works. */
  open = true;
  #handler: LinkHandler | null = null;
  #early: string[] = [];
  readonly #world: World;

  constructor(world: World, remote: string) {
    this.#world = world;
    this.remote = remote;
  }

  start(handler: LinkHandler): void {
    this.#handler = handler;
    for (const message of this.#early) this.#hand(message);
    this.#early = [];
    if (!this.open) this.#world.clock.soon(() => handler.closed("broken"));
  }

  sendText(message: string): void {
    const { other } = this;
    if (!this.open || other === null) return;
    this.#world.carry(() => {
      if (!other.open) return;
      if (other.#handler === null) other.#early.push(message);
      else other.#hand(message);
    });
  }

  #hand(message: string): void {
    this.#handler?.arrived();
    this.#handler?.text?.(message);
  }

  // As a runtime's own WebSocket, it reads on.
  pause(): void {}

  resume(): void {}

  close(): void {
    this.end();
    const { other } = this;
    this.#world.carry(() => other?.end());
  }

  /** This end notices that the connection is broken. */
  end(): void {
    if (!this.open) return;
    this.open = false;
    this.#world.clock.soon(() => this.#handler?.closed("broken"));
  }
}

function fail(error: unknown): void {
  throw error;
}

/** What the dice have decided about a world. */
export class World {
  readonly clock = new VirtualClock(START);
  readonly chance: Chance;
  readonly relays: Relay[] = [];
  readonly #links: [NetworkPipe, NetworkPipe][] = [];
  readonly #written = new Map<string, Map<string, Written>>();
  readonly #acknowledged = new Map<string, boolean>();
  #ids = 0;
  #apart: boolean[] = [];
  #calm = false;

  constructor(seed: number) {
    this.chance = new Chance(seed);
    const { chance, clock } = this;
    const count = 2 + chance.below(4);
    const dials: Set<number>[] = [];
    for (let i = 0; i < count; i++) {
      dials.push(new Set());
      // Connected in any case, and sometimes in circles.
      if (i > 0) dials[i].add(chance.below(i));
      if (chance.is(0.4)) dials[i].add(chance.below(count));
      this.#apart.push(false);
    }
    for (let i = 0; i < count; i++) {
      const own = clock.ahead(chance.below(4001) - 2000);
      const relay = new Relay({
        store: new MemoryStore((task) => clock.after(chance.below(50), task)),
        clock: own,
        random: () => chance.below(1 << 20) / (1 << 20),
        memory: chance.of([0, 2000, 1 << 20]),
        turns: new Turns(own, fail, chance.of([1000, 100_000, 2_000_000])),
        onError: fail,
      });
      this.relays.push(relay);
      new Mesh({
        relay,
        urls: [...dials[i]].map(String),
        dial: (url) => this.#dial(i, Number(url)),
        clock: own,
        random: () => chance.below(1000) / 1000,
      });
    }
  }

  /** Carries something in its own time, sometimes twice. */
  carry(deliver: () => void): void {
    const { chance, clock } = this;
    const delay = () => chance.is(0.1) ? chance.below(3000) : chance.below(20);
    clock.after(delay(), deliver);
    if (chance.is(0.05)) clock.after(delay(), deliver);
  }

  #dial(from: number, to: number): Promise<Pipe> {
    if (!this.#calm && this.#apart[from] !== this.#apart[to]) {
      return Promise.reject(new Error("unreachable"));
    }
    const [a, b] = this.#pair(`${to}`, `${from}`);
    this.#links.push([a, b]);
    this.clock.after(this.chance.below(1000), () => {
      if (b.open) this.relays[to].connect(b);
    });
    return Promise.resolve(a);
  }

  #pair(a: string, b: string): [NetworkPipe, NetworkPipe] {
    const pair: [NetworkPipe, NetworkPipe] = [
      new NetworkPipe(this, a),
      new NetworkPipe(this, b),
    ];
    pair[0].other = pair[1];
    pair[1].other = pair[0];
    return pair;
  }

  /** Breaks a link, which one end notices later than the other. */
  #break([a, b]: [NetworkPipe, NetworkPipe]): void {
    const [first, second] = this.chance.is(0.5) ? [a, b] : [b, a];
    first.end();
    // Nothing arrives from now on, at either end.
    first.other = null;
    second.other = null;
    this.clock.after(this.chance.below(40_000), () => second.end());
  }

  /** Lets something happen, and some time pass. */
  async step(): Promise<void> {
    const { chance } = this;
    chance.weighted([
      [20, () => this.#write()],
      [2, () => this.#read()],
      [1, () => this.#part()],
      [1, () => this.#breakOne()],
    ])();
    await this.#pass(
      chance.is(0.05) ? chance.below(30_000) : chance.below(200),
    );
  }

  /** Promises of dialling need turns of the true time. */
  async #pass(ms: number): Promise<void> {
    for (let left = ms; left >= 0; left -= 500) {
      this.clock.pass(Math.min(left, 500));
      for (let i = 0; i < 4; i++) await Promise.resolve();
      this.clock.settle();
    }
  }

  #part(): void {
    this.#apart = this.relays.map(() => this.chance.is(0.5));
    for (const link of this.#links) {
      const [to, from] = link.map(({ remote }) => Number(remote));
      if (link[0].open && this.#apart[to] !== this.#apart[from]) {
        this.#break(link);
      }
    }
  }

  #breakOne(): void {
    const open = this.#links.filter(([a, b]) => a.open && b.open);
    if (open.length > 0) this.#break(this.chance.of(open));
  }

  #client(relay: Relay): NetworkPipe {
    const [here, there] = this.#pair("app", "relay");
    relay.connect(there);
    here.start({
      text: (frame) => this.#hear(frame),
      arrived() {},
      message() {},
      overlong() {},
      skipped() {},
      drained() {},
      closed() {},
    });
    return here;
  }

  #hear(frame: string): void {
    const parsed: unknown = JSON.parse(frame);
    for (const message of Array.isArray(parsed) ? parsed : [parsed]) {
      const { "@": to, ok, err } = Object(message);
      if (err !== undefined) throw new Error(`refused: ${frame}`);
      if (ok !== undefined) this.#acknowledged.set(to, true);
    }
  }

  /** An app writes, with a clock of its own, to one relay or several. */
  #write(): void {
    const { chance } = this;
    const nodes = new Map<string, [string, GraphValue, number][]>();
    const state = this.clock.now() +
      chance.weighted([
        [6, 0],
        [4, chance.below(2000) - 1000],
        [1, chance.below(60_000)],
        [1, -chance.below(60_000)],
      ]);
    for (let i = 1 + chance.below(3); i > 0; i--) {
      const soul = chance.of(SOULS);
      const own = chance.is(0.8) ? state : state + chance.below(3) / 1000;
      const properties = nodes.get(soul) ?? [];
      const key = chance.of(KEYS);
      if (properties.some(([other]) => other === key)) continue;
      properties.push([key, chance.of(VALUES), own]);
      nodes.set(soul, properties);
    }
    const members: string[] = [];
    for (const [soul, properties] of nodes) {
      const name = JSON.stringify(soul);
      const states = properties.map(([key, , state]) =>
        `${JSON.stringify(key)}:${state}`
      );
      const values = properties.map(([key, value]) =>
        `,${JSON.stringify(key)}:${JSON.stringify(value)}`
      );
      for (const [key, value, state] of properties) {
        this.#note(soul, key, { text: textOf(value), state });
      }
      members.push(
        `${name}:{"_":{"#":${name},">":{${states}}}${values.join("")}}`,
      );
    }
    const times = chance.weighted([[8, 1], [1, 2], [1, 3]]);
    const ids = [`put${this.#id()}`];
    for (let i = 0; i < times; i++) {
      // The same message over several ways, or the same under a new name.
      if (i > 0 && chance.is(0.5)) ids.push(`put${this.#id()}`);
      const id = chance.of(ids);
      const app = this.#client(chance.of(this.relays));
      if (!this.#acknowledged.has(id)) this.#acknowledged.set(id, false);
      app.sendText(`{"#":"${id}","put":{${members.join(",")}}}`);
    }
  }

  #id(): string {
    return [...`${++this.#ids}`].map((digit) => "abcdefghij"[Number(digit)])
      .join("");
  }

  #read(): void {
    const soul = this.chance.of(SOULS);
    const app = this.#client(this.chance.of(this.relays));
    const get = this.chance.is(0.5)
      ? { "#": soul }
      : { "#": soul, ".": this.chance.of(KEYS) };
    app.sendText(JSON.stringify({ "#": `get${this.#id()}`, get }));
  }

  /** What every replica has to hold in the end: the largest of all. */
  #note(soul: string, key: string, written: Written): void {
    let node = this.#written.get(soul);
    if (node === undefined) this.#written.set(soul, node = new Map());
    const known = node.get(key);
    if (
      known === undefined || written.state > known.state ||
      (written.state === known.state && written.text > known.text)
    ) node.set(key, written);
  }

  /** Lets all relays find each other, before anything is written. */
  async begin(): Promise<void> {
    this.#calm = true;
    await this.#pass(20_000);
    this.#calm = false;
  }

  /** Ends all trouble and lets everything arrive. */
  async end(): Promise<void> {
    this.#calm = true;
    await this.#pass(300_000);
  }

  /** What is wrong now; `undefined` if all is as it should be. */
  fault(): string | undefined {
    for (const [id, done] of this.#acknowledged) {
      if (!done) return `${id} was never acknowledged`;
    }
    for (const [soul, node] of this.#written) {
      for (const [key, { text, state }] of node) {
        for (const [i, relay] of this.relays.entries()) {
          const { text: has, state: at } = relay.property(soul, key) ??
            { text: "nothing", state: NaN };
          if (has === text && at === state) continue;
          return `${soul}.${key} is ${text} at ${state}, but relay ${i} of ` +
            `${this.relays.length} has ${has} at ${at}`;
        }
      }
    }
    return undefined;
  }
}
