/**
 * Peers of a random program that do not speak JSON-RPC: one of binary Jet, and a
 * client of HTTP.
 *
 * @module
 */
import { type Change, Peer, State } from "../../peer.ts";
import type { Chance } from "../property/chance.ts";
import { valueOf } from "../property/choices.ts";
import { Failure, must, same } from "../property/failure.ts";
import { itemsOf, membersOf, stringOf } from "../property/json_text.ts";
import type { PathOwner, Population } from "../property/population.ts";
import { Speech } from "../property/speech.ts";
import type { TestDaemon } from "../support/daemon_process.ts";

/** Takes part in a program until it leaves. */
export interface Guest {
  /** Does something by chance, and waits until it is done. */
  act(): Promise<void>;
  /** Fails unless it sees what there is. */
  mustBeRight(): void | Promise<void>;
  leave(): Promise<void>;
}

const CLASSIC = new Speech("node2");

function textOf(value: unknown): string {
  return typeof value === "bigint" ? String(value) : JSON.stringify(value);
}

function randomValue(chance: Chance): unknown {
  return JSON.parse(valueOf(chance));
}

function ignore(): void {}

/** Owns, sets and fetches states in binary Jet. */
export class BinaryGuest implements Guest, PathOwner {
  readonly isSuspect = false;
  readonly #peer: Peer;
  readonly #population: Population;
  readonly #chance: Chance;
  readonly #own = new Map<string, State>();
  readonly #shown = new Map<string, unknown>();
  #failure: Failure | undefined;

  private constructor(peer: Peer, population: Population, chance: Chance) {
    this.#peer = peer;
    this.#population = population;
    this.#chance = chance;
  }

  static async connect(
    { binaryPort }: TestDaemon,
    population: Population,
    chance: Chance,
  ): Promise<BinaryGuest> {
    const options = { reconnect: false };
    const peer = await Peer.connect(`jetb://127.0.0.1:${binaryPort}`, options);
    const guest = new BinaryGuest(peer, population, chance);
    const { path } = population.everything;
    await peer.fetch({ path }, (change) => guest.#notified(change)).ready;
    return guest;
  }

  dispossess(): void {}

  #notified({ event, path, value }: Change): void {
    if ((event === "add") === this.#shown.has(path)) {
      this.#failure ??= new Failure(`binary: ${event} of ${path}`);
    }
    if (event === "remove") this.#shown.delete(path);
    else this.#shown.set(path, value);
  }

  async act(): Promise<void> {
    const chance = this.#chance;
    const path = this.#population.pathOf(chance);
    const state = this.#own.get(path);
    if (chance.is(0.3)) {
      await this.#peer.set(path, randomValue(chance)).catch(ignore);
    } else if (state === undefined) await this.#add(path);
    else if (chance.is(0.8)) {
      const value = randomValue(chance);
      this.#population.set(path, textOf(value), this);
      state.value = value;
    } else {
      this.#own.delete(path);
      this.#population.table.delete(path);
      await state.remove();
    }
  }

  async #add(path: string): Promise<void> {
    const value = randomValue(this.#chance);
    const { history } = this.#population;
    const end = history.attempt(path, textOf(value));
    const state = new State(path, value, {
      set: (wanted: unknown) => {
        must(this.#own.has(path), () => "it is gone");
        this.#population.set(path, textOf(wanted), this);
        return { value: wanted };
      },
    });
    const isAdded = await this.#peer.add(state).then(() => true, () => false);
    if (isAdded) {
      this.#population.added(path, textOf(value), this);
      this.#own.set(path, state);
    }
    end();
  }

  mustBeRight(): void {
    if (this.#failure !== undefined) throw this.#failure;
    const { table } = this.#population;
    same(this.#shown.size, table.size, () => "binary: number of elements");
    for (const { path, value, json } of table.values()) {
      const shown = textOf(this.#shown.get(path));
      const isRight = this.#shown.has(path) &&
        (shown === value || shown === textOf(json));
      must(isRight, () => `binary: ${path} is ${shown} instead of ${value}`);
    }
  }

  async leave(): Promise<void> {
    this.#population.gone(this);
    await this.#peer.close();
  }
}

/** Sets and gets over HTTP. */
export class HttpGuest implements Guest {
  readonly #url: string;
  readonly #population: Population;
  readonly #chance: Chance;

  constructor(
    { wsPort }: TestDaemon,
    population: Population,
    chance: Chance,
  ) {
    this.#url = `http://127.0.0.1:${wsPort}/v1`;
    this.#population = population;
    this.#chance = chance;
  }

  async act(): Promise<void> {
    const chance = this.#chance;
    const { table, history } = this.#population;
    const path = this.#population.pathOf(chance);
    // URLs can't carry all of these paths.
    const url = `${this.#url}/states/?path=${encodeURIComponent(path)}`;
    if (chance.is(0.5)) {
      const answer = await fetch(url, {
        method: "PUT",
        headers: { "Content-Type": "application/json" },
        body: valueOf(chance),
      });
      await answer.body?.cancel();
      return;
    }
    const before = table.get(path);
    // The value as it is: without this, a string is sent as text.
    const headers = { Accept: "application/vnd.jet+json" };
    const answer = await fetch(url, { headers });
    const body = await answer.text();
    if (answer.ok) {
      const value = membersOf(body).get("value");
      const at = history.find(path, value, 0, CLASSIC);
      must(at >= 0, () => `HTTP: ${path} has never been ${value}`);
      return;
    }
    const isThere = before?.value !== undefined && before === table.get(path);
    must(!isThere, () => `HTTP: ${answer.status} for ${path}: ${body}`);
  }

  async mustBeRight(): Promise<void> {
    const { table, everything } = this.#population;
    const rules = new URLSearchParams({
      type: "state",
      startsWith: String(everything.path?.startsWith),
    });
    const answer = await fetch(`${this.#url}/fetch?${rules}`);
    const items = itemsOf(await answer.text()).map(membersOf);
    const states = [...table.values()].filter(({ value }) =>
      value !== undefined
    );
    same(items.length, states.length, () => "HTTP: number of states");
    for (const item of items) {
      const path = stringOf(item.get("path"));
      same(item.get("value"), table.get(path)?.value, () => `HTTP: ${path}`);
    }
  }

  async leave(): Promise<void> {}
}
