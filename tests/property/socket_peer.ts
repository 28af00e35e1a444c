/**
 * A peer at a real daemon. Who owns what is known only from the daemon's
 * answers, and what a fetch shows is compared when all is quiet.
 *
 * @module
 */
import { msgpack } from "../../daemon/msgpack.ts";
import type { AnyClient } from "../support/daemon_process.ts";
import { StreamClient } from "../support/stream_client.ts";
import { within } from "../support/within.ts";
import type { Chance } from "./chance.ts";
import { valueOf } from "./choices.ts";
import { Failure, must, same } from "./failure.ts";
import { isObject, itemsOf, membersOf, stringOf } from "./json_text.ts";
import type { PathOwner, Population } from "./population.ts";
import type { Rules } from "./rules.ts";
import { type Kind, Speech } from "./speech.ts";
import { type Stoppable, Tenure } from "./tenure.ts";
import { EventView, SortedView, type View } from "./views.ts";

/** Seconds in which a daemon has to answer. */
const TIMEOUT_S = 60;

/** The daemon has ended the connection. */
export class Lost extends Error {
  override readonly name = "Lost";
}

const NEVER_STOPPED: Stoppable = {
  name: "daemon",
  isStopped: false,
  stops: 0,
};

let peers = 0;

interface Asked {
  resolve(members: Map<string, string>): void;
  reject(reason: unknown): void;
}

/** One peer. */
export class SocketPeer implements PathOwner {
  readonly name: string;
  readonly #client: AnyClient;
  readonly #speech: Speech;
  readonly #population: Population;
  readonly #chance: Chance;
  readonly #tenure: Tenure;
  readonly #views = new Map<string, View>();
  readonly #asked = new Map<string, Asked>();
  #requests = 0;
  #ending: unknown;

  constructor(
    client: AnyClient,
    kind: Kind,
    population: Population,
    chance: Chance,
    daemon: Stoppable = NEVER_STOPPED,
  ) {
    this.name = `${kind}-${++peers}@${daemon.name}`;
    this.#client = client;
    this.#speech = new Speech(kind);
    this.#population = population;
    this.#chance = chance;
    this.#tenure = new Tenure(daemon);
    this.#listen();
  }

  /** Says what peers of its kind say first. */
  async greet(): Promise<void> {
    const { id, message } = this.#speech.greeting();
    const answered = id === undefined ? undefined : this.#answer(id);
    await this.#send(message);
    await answered;
    if (this.#speech.kind !== "pack") return;
    if (!(this.#client instanceof StreamClient)) throw new TypeError("frames");
    this.#client.encoding = msgpack;
  }

  async #listen(): Promise<void> {
    for (;;) {
      let text: string;
      try {
        text = await this.#client.text(TIMEOUT_S);
      } catch (error) {
        return this.#end(
          new Lost("the connection has ended", { cause: error }),
        );
      }
      this.#population.note(this, `< ${text}`);
      try {
        this.#received(text);
      } catch (error) {
        const reason = error instanceof Error ? error.message : `${error}`;
        const what = `${this.name} received ${text}: ${reason}`;
        return this.#end(new Failure(what));
      }
    }
  }

  #end(reason: unknown): void {
    if (this.#ending === undefined) {
      const own = this.#population.ownedBy(this).map(({ path }) => path);
      this.#population.note(this, `ends: ${reason} ${own}`);
    }
    this.#ending ??= reason;
    this.#client.close();
    this.#population.gone(this);
    for (const { reject } of this.#asked.values()) reject(this.#ending);
    this.#asked.clear();
  }

  async #send(message: string): Promise<void> {
    if (this.#ending !== undefined) throw this.#ending;
    this.#population.note(this, `> ${message}`);
    // What reads notices it too.
    await this.#client.send(message).catch(() => {});
  }

  #received(text: string): void {
    must(isObject(text), () => "it is no object");
    const members = membersOf(text);
    const method = members.get("method");
    const id = members.get("id");
    if (method === undefined) {
      const asked = this.#asked.get(id ?? "");
      if (asked === undefined) throw new Failure("nothing was asked");
      this.#asked.delete(id ?? "");
      return asked.resolve(members);
    }
    const view = this.#views.get(method);
    if (view !== undefined) view.notified(members.get("params") ?? "");
    else this.#work(method, id, members.get("params") ?? "");
  }

  /** An owner's work: it takes the value that is wanted, if it still can. */
  #work(method: string, id: string | undefined, params: string): void {
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
        this.#population.set(path, value, this);
        const change = `{"path":${JSON.stringify(path)},"value":${value}}`;
        messages.push(this.#speech.request(undefined, "change", change));
        answer = `"result":${family === "v3" ? change : this.#speech.done}`;
      }
    }
    if (id !== undefined) messages.unshift(`{"id":${id},${answer}}`);
    this.#send(`[${messages}]`);
  }

  #answer(id: string): Promise<Map<string, string>> {
    const { promise, resolve, reject } = Promise.withResolvers<
      Map<string, string>
    >();
    if (this.#ending !== undefined) reject(this.#ending);
    else this.#asked.set(this.#speech.translated(id), { resolve, reject });
    // It is awaited after the request has been sent.
    promise.catch(() => {});
    return promise;
  }

  /** Asks; returns the result, `undefined` for an error. */
  async #ask(method: string, params: string): Promise<string | undefined> {
    const id = this.#speech.id(++this.#requests);
    const answered = this.#answer(id);
    const what = `an answer to ${method} ${params}`;
    const answerHas = this.#tenure.asks(what);
    await this.#send(this.#speech.request(id, method, params));
    const answer = await within(answered, what, TIMEOUT_S);
    same(answer.size, 2, () => "members of an answer");
    this.#population.note(this, `has ${[...answer]} for ${params}`);
    const result = answer.get("result");
    answerHas(result !== undefined);
    return result;
  }

  async #do(method: string, params: string): Promise<void> {
    const result = await this.#ask(method, params);
    must(result !== undefined, () => `can't ${method} ${params}`);
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

  /** Does something by chance, and waits until it is done. */
  async act(): Promise<void> {
    const chance = this.#chance;
    const { table, history } = this.#population;
    const own = this.#population.ownedBy(this);
    const all = [...table.keys()];
    const pathOf = () =>
      all.length === 0 ? this.#population.pathOf(chance) : chance.of(all);
    await chance.weighted<() => Promise<unknown>>([
      [3, async () => {
        const path = this.#population.pathOf(chance);
        const text = chance.is(0.8) ? valueOf(chance) : undefined;
        const value = text && this.#speech.translated(text);
        // Until the daemon adds it, its former owner may change what is there.
        const end = history.attempt(path, value);
        const members = `"path":${JSON.stringify(path)}`;
        const params = text === undefined
          ? `{${members}}`
          : `{${members},"value":${text}}`;
        if (await this.#ask("add", params) !== undefined) {
          this.#population.added(path, value, this);
        }
        end();
      }],
      [10, async () => {
        const states = own.filter(({ value }) => value !== undefined);
        if (states.length === 0) return;
        const { path } = chance.of(states);
        const value = valueOf(chance);
        // What is said on one connection is done in that order.
        this.#population.set(path, this.#speech.translated(value), this);
        await this.#do(
          "change",
          `{"path":${JSON.stringify(path)},"value":${value}}`,
        );
      }],
      [2, async () => {
        if (own.length === 0) return;
        const { path } = chance.of(own);
        table.delete(path);
        await this.#do("remove", `{"path":${JSON.stringify(path)}}`);
      }],
      [3, () => {
        const path = JSON.stringify(pathOf());
        const value = valueOf(chance);
        return this.#ask("set", `{"path":${path},"value":${value}}`);
      }],
      [1, () => {
        const path = JSON.stringify(pathOf());
        return this.#ask("call", `{"path":${path},"args":[1]}`);
      }],
      [2, () => this.#get(pathOf())],
      [3, () => this.fetch(this.#population.rulesOf(chance))],
      [1, () => this.#unfetch()],
    ])();
  }

  /** What is acknowledged is found, at whichever daemon. */
  async #get(path: string): Promise<void> {
    const { table, history } = this.#population;
    const before = table.get(path);
    const rules = { path: { equals: path }, values: [] };
    const params = this.#speech.fetchParams(undefined, rules);
    const result = await this.#ask("get", params);
    const items = itemsOf(result ?? "[]").map(membersOf);
    for (const item of items) {
      same(stringOf(item.get("path")), path, () => "the path of a get");
      const value = item.get("value");
      const at = history.find(path, value, 0, this.#speech);
      must(at >= 0, () => `${path} has never been ${value}`);
    }
    if (items.length === 0) {
      await this.#population.notFound(before, this.name);
    } else must(items.length === 1, () => `${path} is found twice`);
  }

  /** Begins a fetch, unless the id that it chooses is taken. */
  async fetch(asked: Rules): Promise<void> {
    const sent = this.#speech.fetchId(this.#chance.below(4));
    const id = this.#speech.translated(
      sent[0] === '"' ? JSON.stringify(JSON.parse(sent)) : sent,
    );
    if (this.#views.has(id)) return;
    const rules = this.#speech.sayable(asked);
    const { history } = this.#population;
    const view = rules.sort === undefined
      ? new EventView(rules, this.#speech, history, [], false)
      : new SortedView(rules, this.#speech, history, []);
    this.#views.set(id, view);
    await this.#do("fetch", this.#speech.fetchParams(sent, rules));
  }

  async #unfetch(): Promise<void> {
    const ids = [...this.#views.keys()];
    if (ids.length === 0) return;
    const id = this.#chance.of(ids);
    await this.#do("unfetch", `{"id":${id}}`);
    this.#views.delete(id);
  }

  /** Waits until the daemon has carried out all that was said. */
  async barrier(): Promise<void> {
    await this.#ask("echo", "{}");
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
          `${this.name}, fetch ${id} ${rules}: ${error.message}`,
        );
      }
    }
  }

  /** Breaks the connection; its elements go with it. */
  vanish(): void {
    this.#end(new Lost("it has left"));
  }
}
