/**
 * A peer at a real daemon. Who owns what is known only from the daemon's
 * answers, and what a fetch shows is compared when all is quiet.
 *
 * @module
 */
import type { AnyClient } from "../support/daemon_process.ts";
import { within } from "../support/within.ts";
import type { Chance } from "./chance.ts";
import { PATHS, rulesOf, valueOf } from "./choices.ts";
import { Failure, must, same } from "./failure.ts";
import { isObject, membersOf, stringOf } from "./json_text.ts";
import { type Kind, Speech } from "./speech.ts";
import {
  EventView,
  History,
  type Shown,
  SortedView,
  type View,
} from "./views.ts";

/** All elements that there are, in no particular order. */
export type Table = Map<string, Shown & { readonly owner: SocketPeer }>;

/** What several peers at one daemon share. */
export class Population {
  readonly table: Table = new Map();
  readonly history = new History();
}

/** One peer. */
export class SocketPeer {
  readonly #client: AnyClient;
  readonly #speech: Speech;
  readonly #population: Population;
  readonly #chance: Chance;
  readonly #views = new Map<string, View>();
  readonly #answers = new Map<
    string,
    (members: Map<string, string>) => void
  >();
  #requests = 0;
  #failure: unknown;

  constructor(
    client: AnyClient,
    kind: Kind,
    population: Population,
    chance: Chance,
  ) {
    this.#client = client;
    this.#speech = new Speech(kind);
    this.#population = population;
    this.#chance = chance;
    this.#listen();
  }

  /** Says what peers of its kind say first. */
  async greet(): Promise<void> {
    const { id, message } = this.#speech.greeting();
    const answered = id === undefined ? undefined : this.#answer(id);
    await this.#client.send(message);
    await answered;
  }

  async #listen(): Promise<void> {
    try {
      for (;;) {
        const text = await this.#client.text(60);
        try {
          this.#received(text);
        } catch (error) {
          const reason = error instanceof Error ? error.message : `${error}`;
          throw new Failure(`${this.#speech.kind} received ${text}: ${reason}`);
        }
      }
    } catch (error) {
      this.#failure ??= error;
    }
  }

  #received(text: string): void {
    must(isObject(text), () => "it is no object");
    const members = membersOf(text);
    const method = members.get("method");
    const id = members.get("id");
    if (method === undefined) {
      const answered = this.#answers.get(id ?? "");
      if (answered === undefined) throw new Failure("nothing was asked");
      this.#answers.delete(id ?? "");
      return answered(members);
    }
    const view = this.#views.get(method);
    if (view !== undefined) view.notified(members.get("params") ?? "");
    else this.#asked(method, id, members.get("params") ?? "");
  }

  /** An owner's work: it takes the value that is wanted, if it still can. */
  #asked(method: string, id: string | undefined, params: string): void {
    const { family } = this.#speech;
    let path = stringOf(method);
    if (family === "v3") path = stringOf(membersOf(params).get("path"));
    const thing = this.#population.table.get(path);
    const messages: string[] = [];
    let answer = '"error":{"code":-32603,"message":"it is gone"}';
    if (thing !== undefined && thing.owner === this) {
      answer = '"result":true';
      const value = isObject(params)
        ? membersOf(params).get("value")
        : undefined;
      if (thing.value !== undefined && value !== undefined) {
        this.#set(path, value);
        const change = `{"path":${JSON.stringify(path)},"value":${value}}`;
        messages.push(this.#speech.request(undefined, "change", change));
        answer = `"result":${family === "v3" ? change : this.#speech.done}`;
      }
    }
    if (id !== undefined) messages.unshift(`{"id":${id},${answer}}`);
    this.#client.send(`[${messages}]`);
  }

  #set(path: string, value: string | undefined): void {
    this.#population.history.note(path, value);
    const json = value === undefined ? value : JSON.parse(value);
    const shown = { path, value, json, fetchOnly: false };
    this.#population.table.set(path, { ...shown, owner: this });
  }

  #answer(id: string): Promise<Map<string, string>> {
    const { promise, resolve } = Promise.withResolvers<Map<string, string>>();
    this.#answers.set(id, resolve);
    return promise;
  }

  /** Asks; returns whether the answer is a result. */
  async #ask(method: string, params: string): Promise<boolean> {
    const id = this.#speech.id(++this.#requests);
    const answered = this.#answer(id);
    await this.#client.send(this.#speech.request(id, method, params));
    const what = `an answer to ${method} ${params}`;
    const answer = await within(answered, what).catch((error) => {
      throw this.#failure ?? error;
    });
    same(answer.size, 2, () => "members of an answer");
    return answer.has("result");
  }

  /** Does something by chance, and waits until it is done. */
  async act(): Promise<void> {
    const chance = this.#chance;
    const { table, history } = this.#population;
    const own = [...table.values()].filter(({ owner }) => owner === this);
    const all = [...table.keys()];
    const pathOf = (paths: string[]) =>
      paths.length === 0 ? chance.of(PATHS) : chance.of(paths);
    await chance.weighted<() => Promise<unknown>>([
      [3, async () => {
        const path = chance.of(PATHS);
        const value = chance.is(0.8) ? valueOf(chance) : undefined;
        // Until the daemon adds it, its former owner may change what is there.
        const end = history.attempt(path, value);
        const members = `"path":${JSON.stringify(path)}`;
        const params = value === undefined
          ? `{${members}}`
          : `{${members},"value":${value}}`;
        if (await this.#ask("add", params)) this.#set(path, value);
        end();
      }],
      [10, async () => {
        const states = own.filter(({ value }) => value !== undefined);
        if (states.length === 0) return;
        const { path } = chance.of(states);
        const value = valueOf(chance);
        // What is said on one connection is done in that order.
        this.#set(path, value);
        const params = `{"path":${JSON.stringify(path)},"value":${value}}`;
        must(await this.#ask("change", params), () => `can't change ${path}`);
      }],
      [2, async () => {
        if (own.length === 0) return;
        const { path } = chance.of(own);
        table.delete(path);
        const params = `{"path":${JSON.stringify(path)}}`;
        must(await this.#ask("remove", params), () => `can't remove ${path}`);
      }],
      [3, () => {
        const path = JSON.stringify(pathOf(all));
        const value = valueOf(chance);
        return this.#ask("set", `{"path":${path},"value":${value}}`);
      }],
      [1, () => {
        const path = JSON.stringify(pathOf(all));
        return this.#ask("call", `{"path":${path},"args":[1]}`);
      }],
      [3, () => this.#fetch()],
      [1, () => this.#unfetch()],
    ])();
  }

  async #fetch(): Promise<void> {
    const sent = this.#speech.fetchId(this.#chance.below(4));
    const id = sent[0] === '"' ? JSON.stringify(JSON.parse(sent)) : sent;
    if (this.#views.has(id)) return;
    const rules = this.#speech.sayable(rulesOf(this.#chance));
    const { history } = this.#population;
    const view = rules.sort === undefined
      ? new EventView(rules, this.#speech, history, [], false)
      : new SortedView(rules, this.#speech, history, []);
    this.#views.set(id, view);
    const params = this.#speech.fetchParams(sent, rules);
    must(await this.#ask("fetch", params), () => `can't fetch ${params}`);
  }

  async #unfetch(): Promise<void> {
    const ids = [...this.#views.keys()];
    if (ids.length === 0) return;
    const id = this.#chance.of(ids);
    must(await this.#ask("unfetch", `{"id":${id}}`), () => `unfetch ${id}`);
    this.#views.delete(id);
  }

  /** Waits until the daemon has carried out all that was said. */
  async barrier(): Promise<void> {
    await this.#ask("echo", "{}");
    if (this.#failure !== undefined) throw this.#failure;
  }

  /** Fails unless its fetches show what there is. */
  mustBeRight(): void {
    for (const [id, view] of this.#views) {
      const shown = [...this.#population.table.values()].filter((thing) =>
        (this.#speech.seesMethods || thing.value !== undefined) &&
        view.matches(thing.path, thing.json)
      );
      try {
        view.mustShow(shown);
      } catch (error) {
        if (!(error instanceof Failure)) throw error;
        const rules = JSON.stringify(view.rules);
        throw new Failure(
          `${this.#speech.kind}, fetch ${id} ${rules}: ${error.message}`,
        );
      }
    }
  }

  /** Breaks the connection; its elements go with it. */
  vanish(): void {
    this.#client.close();
    const { table } = this.#population;
    for (const { path, owner } of table.values()) {
      if (owner === this) table.delete(path);
    }
  }
}
