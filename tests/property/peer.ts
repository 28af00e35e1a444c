/**
 * A peer of the simulation: it says what the program wants, and looks at all
 * that it receives.
 *
 * @module
 */
import type { Session } from "../../bus/sessions/session.ts";
import { msgpack } from "../../daemon/msgpack.ts";
import { Failure, must, same } from "./failure.ts";
import { isObject, membersOf, stringOf } from "./json_text.ts";
import { type Message, ProgramLink } from "./link.ts";
import type { Account } from "./rights.ts";
import { type Kind, Speech } from "./speech.ts";
import type { Expected, View } from "./views.ts";

const encoder = new TextEncoder();

/** An answer: one of both. */
export interface Answer {
  readonly result: string | undefined;
  readonly error: string | undefined;
}

/** An answer that has to come. */
export class Expectation {
  /** Looks at it; none while it must not come yet. */
  check: ((answer: Answer) => void) | undefined;
  /** What must have come before it. */
  readonly after: Expected[] = [];
  /** What must not come before it. */
  readonly before: Expected[] = [];
}

/** A request that an owner has to get. */
export interface Forward {
  readonly path: string;
  readonly call: boolean;
  /** Value or arguments, as the owner has to see them. */
  readonly value: string | undefined;
  readonly valueAsResult: boolean;
  /** Whether it has an id. */
  readonly wantsId: boolean;
  /** Its id, when it has come. */
  id: string | undefined;
}

/** One peer. */
export class SimPeer {
  readonly name: string;
  readonly speech: Speech;
  readonly link: ProgramLink;
  /** The daemon's side. */
  session: Session | undefined;
  /** Who it is. */
  user: Account | undefined;
  /** Its fetches by their ids; more than one while an end is on its way. */
  readonly views = new Map<string, View[]>();
  /** Requests that it has to get. */
  readonly coming: Forward[] = [];
  /** Requests that it has got and not answered. */
  readonly waiting: Forward[] = [];
  /** The first fault in what it received. */
  failure: Failure | undefined;
  /** What it does with a line of the transcript. */
  trace: ((line: string) => void) | undefined;
  readonly #answers = new Map<string, Expectation[]>();
  #saysPacked = false;
  #hearsPacked = false;
  #requests = 0;

  constructor(name: string, kind: Kind, slow: boolean) {
    this.name = name;
    this.speech = new Speech(kind);
    this.link = new ProgramLink(name, slow, (message) => this.#take(message));
  }

  /** Whether all has to reach it at once. */
  get quick(): boolean {
    return !this.link.slow;
  }

  /** The fetches that have not been ended. */
  liveViews(): View[] {
    return [...this.views.values()].flat().filter((view) => !view.ended);
  }

  /** An id that it has not used. */
  nextId(): string {
    return this.speech.id(++this.#requests);
  }

  /** Notes that an answer has to come. */
  expect(id: string, expectation: Expectation): void {
    const translated = this.speech.translated(id);
    const others = this.#answers.get(translated);
    if (others === undefined) this.#answers.set(translated, [expectation]);
    else others.push(expectation);
  }

  /** Says something. */
  say(text: string): void {
    this.trace?.(`${this.name} > ${text}`);
    this.link.say(
      this.#saysPacked ? msgpack.encode(text) : encoder.encode(text),
    );
  }

  #take(message: Message): void {
    const text = message instanceof Uint8Array
      ? msgpack.decode(message)
      : message;
    this.trace?.(`${this.name} < ${text}`);
    try {
      same(message instanceof Uint8Array, this.#hearsPacked, () => "packed");
      this.#read(text);
    } catch (error) {
      // Not thrown here: the daemon must not be disturbed in what it does.
      const reason = error instanceof Error ? error.message : String(error);
      this.failure ??= new Failure(
        `${this.name} received ${text}: ${reason}`,
        { cause: error },
      );
    }
  }

  #read(text: string): void {
    JSON.parse(text);
    must(isObject(text), () => "it is no object");
    const members = membersOf(text);
    const method = members.get("method");
    const id = members.get("id");
    if (method === undefined) return this.#answered(members);
    const view = this.views.get(method)?.[0];
    if (view !== undefined) {
      must(id === undefined && members.size === 2, () => "its members");
      view.notified(members.get("params") ?? "");
    } else {
      this.#asked(method, id, members);
    }
  }

  #answered(members: Map<string, string>): void {
    const id = members.get("id");
    const result = members.get("result");
    const error = members.get("error");
    same(members.size, 2, () => "its members");
    must(id !== undefined, () => "it has no id");
    const expectation = this.#answers.get(id ?? "")?.shift();
    if (expectation === undefined) throw new Failure("nothing was asked");
    if (expectation.check === undefined) throw new Failure("it is too early");
    if (this.quick) {
      for (const event of expectation.after) {
        must(event.come, () => `before ${JSON.stringify(event)}`);
      }
      for (const event of expectation.before) {
        must(!event.come, () => `after ${JSON.stringify(event)}`);
      }
    }
    expectation.check({ result, error });
  }

  #asked(
    method: string,
    id: string | undefined,
    members: Map<string, string>,
  ): void {
    const forward = this.coming.shift();
    if (forward === undefined) throw new Failure("no request waits for that");
    const { path, call, value, valueAsResult, wantsId } = forward;
    same(id !== undefined, wantsId, () => "an id");
    same(members.size, wantsId ? 3 : 2, () => "its members");
    must(id === undefined || id[0] === '"', () => "its id is no string");
    const params = members.get("params") ?? "";
    if (this.speech.family === "v3") {
      same(stringOf(method), call ? "call" : "set", () => "the method");
      const inside = membersOf(params);
      same(stringOf(inside.get("path")), path, () => "the path");
      same(inside.get(call ? "args" : "value"), value, () => "the value");
      same(inside.size, value === undefined ? 1 : 2, () => "the parameters");
    } else {
      same(stringOf(method), path, () => "the method");
      if (call) {
        const none = this.speech.family === "cjet" ? "{}" : "[]";
        same(params, value ?? none, () => "the arguments");
      } else {
        const flag = valueAsResult ? ',"valueAsResult":true' : "";
        same(params, `{"value":${value}${flag}}`, () => "the parameters");
      }
    }
    forward.id = id;
    this.waiting.push(forward);
  }

  /** What it says from now on is MessagePack. */
  sayPacked(): void {
    this.#saysPacked = true;
  }

  /** Its input is MessagePack from now on. */
  hearPacked(): void {
    this.#hearsPacked = true;
  }

  /** Fails unless all events have come. */
  mustBeQuiet(): void {
    for (const [id, expectations] of this.#answers) {
      for (const { check } of expectations) {
        must(check === undefined, () => `${this.name} has no answer to ${id}`);
      }
      if (expectations.length === 0) this.#answers.delete(id);
    }
    same(this.coming.length, 0, () => `${this.name} was not asked`);
    for (const [id, views] of this.views) {
      for (const view of views) {
        this.#at(id, () => view.mustBeQuiet());
      }
    }
  }

  /** Fails unless all that it asked has been answered. */
  mustWaitForNothing(): void {
    for (const [id, expectations] of this.#answers) {
      same(
        expectations.length,
        0,
        () => `${this.name} waits for an answer to ${id}`,
      );
    }
  }

  /** Tells of a failure which fetch it is about. */
  #at(id: string, check: () => void): void {
    try {
      check();
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      throw new Failure(`${this.name}, fetch ${id}: ${error.message}`);
    }
  }

  /** Looks at each fetch that has not been ended. */
  eachView(check: (view: View) => void): void {
    for (const [id, views] of this.views) {
      for (const view of views) {
        if (!view.ended) this.#at(id, () => check(view));
      }
    }
  }
}
