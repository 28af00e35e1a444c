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
import { Lost } from "../property/socket_peer.ts";
import { Speech } from "../property/speech.ts";
import { type Stoppable, Tenure } from "../property/tenure.ts";
import type { Mirror } from "../support/mirror.ts";
import { within } from "../support/within.ts";

/** Takes part in a program as long as its connection lasts. */
export interface Participant {
  /**
   * Does something by chance, and waits until it is done.
   *
   * @throws {Lost} if the connection has ended.
   */
  act(): Promise<void>;
  /**
   * Waits until the daemon has carried out all that was said.
   *
   * @throws {Lost} if the connection has ended.
   */
  barrier(): Promise<void>;
  /** Fails unless it sees what there is. */
  mustBeRight(): void | Promise<void>;
  /** Breaks the connection; its elements go with it. */
  vanish(): void;
}

/** A daemon that guests come to. */
export interface Place extends Stoppable {
  /** Port for HTTP at 127.0.0.1. */
  readonly wsPort: number;
  /** Port for binary Jet at 127.0.0.1. */
  readonly binaryPort: number;
}

/** Seconds in which a daemon has to answer. */
const TIMEOUT_S = 60;
const CLASSIC = new Speech("node2");
/** Texts as they are after they were parsed. */
const PARSED = { translated: (text: string) => textOf(JSON.parse(text)) };

let guests = 0;

function textOf(value: unknown): string {
  return typeof value === "bigint" ? String(value) : JSON.stringify(value);
}

function randomValue(chance: Chance): unknown {
  return JSON.parse(valueOf(chance));
}

/** Fails unless values as they were parsed are those of all states. */
function mustShow(
  shown: ReadonlyMap<string, unknown>,
  { table }: Population,
  where: string,
): void {
  const states = [...table.values()].filter(({ value }) => value !== undefined);
  for (const { path, value, json } of states) {
    const text = textOf(shown.get(path));
    const isRight = shown.has(path) &&
      (text === value || text === textOf(json));
    must(isRight, () => `${where}: ${path} is ${text} instead of ${value}`);
  }
  for (const path of shown.keys()) {
    const isThere = table.get(path)?.value !== undefined;
    must(isThere, () => `${where}: ${path} is there`);
  }
}

/** Owns, sets and fetches states in binary Jet. */
export class BinaryGuest implements Participant, PathOwner {
  readonly name: string;
  readonly #peer: Peer;
  readonly #population: Population;
  readonly #chance: Chance;
  readonly #tenure: Tenure;
  readonly #own = new Map<string, State>();
  readonly #shown = new Map<string, unknown>();
  #ending: Error | undefined;

  private constructor(
    peer: Peer,
    population: Population,
    chance: Chance,
    place: Place,
  ) {
    this.name = `binary-${++guests}@${place.name}`;
    this.#peer = peer;
    this.#population = population;
    this.#chance = chance;
    this.#tenure = new Tenure(place);
    peer.addEventListener("disconnect", ({ reason }) => {
      this.#end(new Lost("the connection has ended", { cause: reason }));
    });
  }

  /** @throws {Lost} if there is no connection. */
  static async connect(
    place: Place,
    population: Population,
    chance: Chance,
  ): Promise<BinaryGuest> {
    const address = `jetb://127.0.0.1:${place.binaryPort}`;
    const peer = await Peer.connect(address, {
      reconnect: false,
      timeout: TIMEOUT_S,
    }).catch((cause) => {
      throw new Lost("no connection", { cause });
    });
    const guest = new BinaryGuest(peer, population, chance, place);
    try {
      const { path } = population.everything;
      await guest.#do(
        "fetch",
        () =>
          peer.fetch({ path, type: ["state"] }, (change) => {
            guest.#notified(change);
          }).ready,
      );
      return guest;
    } catch (error) {
      guest.vanish();
      throw error;
    }
  }

  get hasEnded(): boolean {
    return this.#ending !== undefined;
  }

  get isSuspect(): boolean {
    return this.#tenure.isSuspect;
  }

  dispossess(): void {
    this.#tenure.dispossess();
  }

  #end(reason: Error): void {
    if (this.#ending !== undefined) return;
    this.#note(`ends: ${reason}`);
    this.#ending = reason;
    this.#population.gone(this);
    this.#peer.close().catch(() => {});
  }

  #note(what: string): void {
    this.#population.note(this, what);
  }

  #notified({ event, path, value }: Change): void {
    this.#note(`< ${event} ${path} ${event === "remove" ? "" : textOf(value)}`);
    if ((event === "add") === this.#shown.has(path)) {
      this.#end(new Failure(`${this.name}: ${event} of ${path}`));
    }
    if (event === "remove") this.#shown.delete(path);
    else {
      this.#shown.set(path, value);
      try {
        this.#mustHaveBeen(path, value);
      } catch (error) {
        if (!(error instanceof Failure)) throw error;
        this.#end(error);
      }
    }
  }

  #mustHaveBeen(path: string, value: unknown): void {
    const { history } = this.#population;
    const text = textOf(value);
    const isKnown = [CLASSIC, PARSED].some((speech) =>
      history.find(path, text, 0, speech) >= 0
    );
    must(isKnown, () => `${this.name}: ${path} has never been ${text}`);
  }

  /** Asks; returns the result, `undefined` for an error. */
  async #ask<T>(
    what: string,
    ask: () => Promise<T>,
  ): Promise<{ readonly result: T } | undefined> {
    if (this.#ending !== undefined) throw this.#ending;
    this.#note(`> ${what}`);
    const answerHas = this.#tenure.asks(`${this.name}: an answer to ${what}`);
    let answer: { readonly result: T } | undefined;
    try {
      const result = await within(ask(), what, TIMEOUT_S + 10);
      answer = { result };
    } catch (error) {
      if (this.#ending !== undefined) throw this.#ending;
      this.#note(`refused: ${what}: ${error}`);
    }
    answerHas(answer !== undefined);
    return answer;
  }

  async #do(what: string, ask: () => Promise<unknown>): Promise<void> {
    const answer = await this.#ask(what, ask);
    must(answer !== undefined, () => `${this.name}: can't ${what}`);
  }

  #owns(path: string): boolean {
    return this.#population.table.get(path)?.owner === this;
  }

  async act(): Promise<void> {
    const chance = this.#chance;
    const peer = this.#peer;
    const path = this.#population.pathOf(chance);
    const state = this.#own.get(path);
    if (chance.is(0.3)) {
      const value = randomValue(chance);
      await this.#ask(`set ${path}`, () => peer.set(path, value));
    } else if (chance.is(0.1)) {
      await this.#ask(`call ${path}`, () => peer.call(path, [1]));
    } else if (chance.is(0.2)) {
      await this.#get(path);
    } else if (state === undefined) {
      await this.#add(path);
    } else if (!this.#owns(path)) {
      // Another peer has it: its daemon has to end the connection.
      await this.barrier();
    } else if (chance.is(0.8)) {
      const value = randomValue(chance);
      this.#note(`> change ${path} ${textOf(value)}`);
      this.#population.set(path, textOf(value), this);
      state.value = value;
    } else {
      this.#own.delete(path);
      this.#population.table.delete(path);
      await this.#do(`remove ${path}`, async () => {
        await state.remove();
        // The end of the connection fulfils it as well.
        if (this.#ending !== undefined) throw this.#ending;
      });
    }
  }

  async #add(path: string): Promise<void> {
    const value = randomValue(this.#chance);
    const { history } = this.#population;
    const end = history.attempt(path, textOf(value));
    const state = new State(path, value, {
      set: (wanted: unknown) => {
        must(this.#owns(path), () => "it is gone");
        this.#population.set(path, textOf(wanted), this);
        return { value: wanted };
      },
    });
    const what = `add ${path} ${textOf(value)}`;
    if (await this.#ask(what, () => this.#peer.add(state)) !== undefined) {
      this.#population.added(path, textOf(value), this);
      this.#own.set(path, state);
    }
    end();
  }

  /** What is acknowledged is found, at whichever daemon. */
  async #get(path: string): Promise<void> {
    const { table } = this.#population;
    const before = table.get(path);
    const answer = await this.#ask(
      `get ${path}`,
      () => this.#peer.get({ path: { equals: path }, type: ["state"] }),
    );
    const items = answer?.result ?? [];
    for (const item of items) this.#mustHaveBeen(path, item.value);
    if (items.length === 0) {
      await this.#population.notFound(before, this.name);
    } else must(items.length === 1, () => `${path} is found twice`);
  }

  async barrier(): Promise<void> {
    await this.#do("info", () => this.#peer.info());
  }

  mustBeRight(): void {
    if (this.#ending !== undefined) throw this.#ending;
    mustShow(this.#shown, this.#population, this.name);
  }

  vanish(): void {
    this.#end(new Lost("it has left"));
  }
}

/** Sets, calls and gets over HTTP, and follows a stream. */
export class HttpGuest implements Participant {
  readonly name: string;
  readonly #url: string;
  readonly #population: Population;
  readonly #chance: Chance;
  readonly #mirror: Mirror;
  readonly #stream = new AbortController();
  #ending: Error | undefined;

  private constructor(
    { name, wsPort }: Place,
    population: Population,
    chance: Chance,
    mirror: Mirror,
  ) {
    this.name = `http-${++guests}@${name}`;
    this.#url = `http://127.0.0.1:${wsPort}/v1`;
    this.#population = population;
    this.#chance = chance;
    this.#mirror = mirror;
  }

  /**
   * Resolves when the stream has all that there is.
   *
   * @param mirror What a guest before it has read, maybe from another daemon.
   * @throws {Lost} if there is no connection.
   */
  static async connect(
    place: Place,
    population: Population,
    chance: Chance,
    mirror: Mirror,
  ): Promise<HttpGuest> {
    const guest = new HttpGuest(place, population, chance, mirror);
    try {
      const { promise, resolve } = Promise.withResolvers<void>();
      guest.#follow(resolve);
      await within(promise, "a stream", TIMEOUT_S);
      if (guest.#ending !== undefined) throw guest.#ending;
      return guest;
    } catch (error) {
      guest.vanish();
      throw error;
    }
  }

  get #everything(): URLSearchParams {
    const { path } = this.#population.everything;
    const startsWith = String(path?.startsWith);
    return new URLSearchParams({ type: "state", startsWith });
  }

  /** Reads the stream until it ends. */
  async #follow(ready: () => void): Promise<void> {
    const mirror = this.#mirror;
    try {
      const headers: Record<string, string> = { Accept: "text/event-stream" };
      if (mirror.id !== "") headers["Last-Event-ID"] = mirror.id;
      const { signal } = this.#stream;
      const url = `${this.#url}/fetch?${this.#everything}`;
      const { ok, body } = await fetch(url, { headers, signal });
      if (!ok || body === null) {
        await body?.cancel();
        throw new Lost("no stream");
      }
      mirror.begin();
      for await (const text of body.pipeThrough(new TextDecoderStream())) {
        this.#population.note(this, `< ${text}`);
        if (this.#take(text)) ready();
      }
      throw new Lost("the stream has ended");
    } catch (error) {
      const isFailure = error instanceof Failure || error instanceof Lost;
      this.#end(isFailure ? error : new Lost("no stream", { cause: error }));
    }
    ready();
  }

  #take(text: string): boolean {
    try {
      return this.#mirror.take(text);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new Failure(`${this.name}: ${reason}`);
    }
  }

  #end(reason: Error): void {
    if (this.#ending !== undefined) return;
    this.#population.note(this, `ends: ${reason}`);
    this.#ending = reason;
    this.#stream.abort();
  }

  /** A response and its body. */
  async #request(
    target: string,
    init: RequestInit = {},
  ): Promise<{ readonly ok: boolean; status: number; body: string }> {
    if (this.#ending !== undefined) throw this.#ending;
    const what = `${init.method ?? "GET"} ${target} ${init.body ?? ""}`;
    this.#population.note(this, `> ${what}`);
    const answered = fetch(`${this.#url}/${target}`, init)
      .then(async (response) => {
        const { ok, status } = response;
        return { ok, status, body: await response.text() };
      }).catch((cause) => {
        throw new Lost("no response", { cause });
      });
    const answer = await within(answered, what, TIMEOUT_S);
    this.#population.note(this, `has ${answer.status} ${answer.body}`);
    // The daemon is cut off, or ends.
    if (answer.status === 503) throw new Lost("the daemon has left");
    return answer;
  }

  async act(): Promise<void> {
    const chance = this.#chance;
    const path = this.#population.pathOf(chance);
    // URLs can't carry all of these paths.
    const query = `?path=${encodeURIComponent(path)}`;
    const headers = { "Content-Type": "application/json" };
    if (chance.is(0.1)) {
      const method = "POST";
      await this.#request(`methods/${query}`, { method, headers, body: "[1]" });
    } else if (chance.is(0.5)) {
      await this.#set(path, query);
    } else {
      await this.#get(path, query);
    }
  }

  async #set(path: string, query: string): Promise<void> {
    const body = valueOf(this.#chance);
    const { ok } = await this.#request(`states/${query}`, {
      method: "PUT",
      headers: { "Content-Type": "application/json" },
      body,
    });
    if (!ok) return;
    const { history } = this.#population;
    const isKnown = history.find(path, body, 0, CLASSIC) >= 0 ||
      history.find(path, textOf(JSON.parse(body)), 0, PARSED) >= 0;
    must(isKnown, () => `${this.name}: ${path} was never set to ${body}`);
  }

  async #get(path: string, query: string): Promise<void> {
    const { table, history } = this.#population;
    const before = table.get(path);
    // The value as it is: without this, a string is sent as text.
    const headers = { Accept: "application/vnd.jet+json" };
    const { ok, status, body } = await this.#request(`states/${query}`, {
      headers,
    });
    if (ok) {
      const value = membersOf(body).get("value");
      const at = history.find(path, value, 0, CLASSIC);
      must(at >= 0, () => `${this.name}: ${path} has never been ${value}`);
      return;
    }
    const by = `${this.name}: ${status} ${body}`;
    await this.#population.notFound(before, by);
  }

  barrier(): Promise<void> {
    return this.#ending === undefined
      ? Promise.resolve()
      : Promise.reject(this.#ending);
  }

  async mustBeRight(): Promise<void> {
    const { table } = this.#population;
    mustShow(this.#mirror.values, this.#population, this.name);
    const { body } = await this.#request(`fetch?${this.#everything}`);
    const items = itemsOf(body).map(membersOf);
    const states = [...table.values()].filter(({ value }) =>
      value !== undefined
    );
    const { name } = this;
    same(items.length, states.length, () => `${name}: number of states`);
    for (const item of items) {
      const path = stringOf(item.get("path"));
      same(item.get("value"), table.get(path)?.value, () => `${name}: ${path}`);
    }
  }

  vanish(): void {
    this.#end(new Lost("it has left"));
  }
}
