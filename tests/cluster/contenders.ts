/**
 * Peers at all members that contend for one path while the network fails, and
 * the history of their notifications: a path must not have two owners at a time
 * that anybody can observe.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import { Peer, State } from "../../peer.ts";
import { within } from "../support/within.ts";

/** The path that all want. */
const CONTENDED = "contended";
/** Milliseconds for which a winner keeps it. */
const HOLD_MS = 100;
/** Milliseconds between attempts of one that was refused or cut off. */
const RETRY_MS = 30;

/** Who announces a value: the member, and how manieth connection to it. */
type Mark = readonly [member: number, connection: number];

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** See the module. */
export class Contenders {
  readonly #urls: readonly string[];
  /** What must not have happened. */
  readonly faults: string[] = [];
  /** Number of claims that each member's contender has won. */
  readonly won: number[];
  /** Number of connections that each member's contender has lost. */
  readonly lost: number[];
  /** Acknowledged elements of connections that are there, by path. */
  readonly #acknowledged = new Map<string, string>();
  readonly #tasks: Promise<void>[];
  readonly #peers = new Map<number, Peer>();
  #holder: Mark | undefined;
  #ended = false;

  constructor(urls: readonly string[]) {
    this.#urls = urls;
    this.won = urls.map(() => 0);
    this.lost = urls.map(() => 0);
    this.#tasks = urls.map((_, member) => this.#contend(member));
  }

  /** Waits until something holds. */
  async until(what: string, holds: () => boolean): Promise<void> {
    const wait = async () => {
      while (!holds()) await pause(RETRY_MS);
    };
    await within(wait(), `${what}, won: ${this.won}, lost: ${this.lost}`, 60);
  }

  async #contend(member: number): Promise<void> {
    for (let connection = 0; !this.#ended; connection++) {
      try {
        const options = { reconnect: false };
        const peer = await Peer.connect(this.#urls[member], options);
        await this.#use(peer, [member, connection]);
        if (!this.#ended) await peer.close();
      } catch {
        // The daemon is no member at the moment.
      }
      await pause(RETRY_MS);
    }
  }

  async #use(peer: Peer, mark: Mark): Promise<void> {
    const [member] = mark;
    const own = `own/${member}/${mark[1]}`;
    let connected = true;
    peer.addEventListener("disconnect", () => {
      connected = false;
      this.#peers.delete(member);
      this.#acknowledged.delete(own);
      if (this.#holder === mark) this.#holder = undefined;
      if (!this.#ended) this.lost[member]++;
    });
    await peer.add(new State(own, mark));
    if (connected) {
      this.#acknowledged.set(own, JSON.stringify(mark));
      this.#peers.set(member, peer);
    }
    this.#watch(peer);
    while (connected && !this.#ended) {
      const state = new State(CONTENDED, mark);
      const isWon = await peer.add(state).then(() => true, () => false);
      if (isWon && connected) {
        if (this.#holder !== undefined) {
          this.faults.push(`${mark} has it beside ${this.#holder}`);
        }
        this.#holder = mark;
        this.won[member]++;
        await pause(HOLD_MS);
        // It is given up from the moment on that its removal is asked for.
        if (this.#holder === mark) this.#holder = undefined;
        await state.remove().catch(() => {});
      }
      await pause(RETRY_MS);
    }
  }

  /** Each view sees one owner after the other. */
  #watch(peer: Peer): void {
    let shown: string | undefined;
    peer.fetch<Mark>(
      { path: { equals: CONTENDED } },
      ({ event, value }) => {
        const mark = JSON.stringify(value);
        if (event === "add" && shown !== undefined) {
          this.faults.push(`a view has ${mark} beside ${shown}`);
        }
        if (event === "change" && mark !== shown) {
          this.faults.push(`a view went from ${shown} to ${mark}`);
        }
        shown = event === "remove" ? undefined : mark;
      },
    ).ready.catch(() => {});
  }

  /**
   * Ends the contention, and waits until all members show what was acknowledged
   * to the peers that are connected, and nothing else.
   */
  async settle(): Promise<void> {
    const all = this.#urls.length;
    await this.until("all are connected", () => this.#peers.size === all);
    this.#ended = true;
    await Promise.all(this.#tasks);
    assertEquals(this.#peers.size, all);
    const expected = Object.fromEntries(this.#acknowledged);
    for (const [member, peer] of this.#peers) {
      let shown: Record<string, string> = {};
      const look = async () => {
        do {
          const path = { containsOneOf: ["own/", CONTENDED] };
          const entries = await peer.get({ path });
          shown = Object.fromEntries(
            entries.map(({ path, value }) => [path, JSON.stringify(value)]),
          );
        } while (!sameEntries(shown, expected));
      };
      await within(look(), `the truth at d${member}`, 20)
        .catch(() => assertEquals(shown, expected, `d${member}`));
    }
    for (const peer of this.#peers.values()) await peer.close();
    assertEquals(this.faults, []);
  }
}

function sameEntries(
  left: Record<string, string>,
  right: Record<string, string>,
): boolean {
  const names = Object.keys(left);
  return names.length === Object.keys(right).length &&
    names.every((name) => left[name] === right[name]);
}
