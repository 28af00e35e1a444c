/**
 * A peer of the property test, over a link inside the program.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import type { Bus } from "../../../bus/bus.ts";
import type { Session } from "../../../bus/sessions/session.ts";
import type { Dialects } from "../../../protocol/dialects/detect.ts";
import { type Message, ProgramLink } from "../../property/link.ts";
import { asRecord } from "../../support/client.ts";
import type { Kind } from "./rules.ts";
import { View } from "./view.ts";
import type { Rules } from "./rules.ts";

const encoder = new TextEncoder();

/** Looks at the answer to a request. */
export type Check = (answer: Readonly<Record<string, unknown>>) => void;

/** Fails unless a request worked. */
export function worked(answer: Readonly<Record<string, unknown>>): void {
  assert("result" in answer, JSON.stringify(answer));
}

/** Fails unless a classic request was refused for this. */
export function refused(reason: string, path: string): Check {
  return ({ error }) => {
    assertEquals(asRecord(error).data, { [reason]: path });
  };
}

/** Languages that the peers speak. */
export type Language = "classic" | "cjet" | "v3";

/** One connected peer. */
export class TestPeer {
  readonly link: ProgramLink;
  readonly session: Session;
  readonly language: Language;
  /** Its fetches, by their ids. */
  readonly views: Map<string, View> = new Map();
  /** What went wrong while the daemon said something. */
  failure: unknown;
  // Fetches whose end was asked for and is not answered yet.
  readonly #ending = new Set<string>();
  readonly #expected = new Map<string, Check>();
  #serial = 0;

  /** @param dialects Those of this bus; they must not be shared. */
  constructor(
    bus: Bus,
    dialects: Dialects,
    language: Language,
    slow: boolean,
  ) {
    this.language = language;
    this.link = new ProgramLink("here", slow, (message) => this.#hear(message));
    this.session = bus.connect(this.link, dialects[language]);
  }

  /** Sends a request, whose answer has to pass a check. */
  ask(method: string, params: unknown, check: Check): void {
    const id = `r${++this.#serial}`;
    this.#expected.set(id, check);
    this.#say({ id, method, params });
  }

  /** Begins a fetch. */
  fetch(rules: Rules): void {
    const id = `f${++this.#serial}`;
    const usual: Kind[] = this.language === "v3"
      ? ["state"]
      : ["state", "method"];
    this.views.set(id, new View(rules, rules.kinds ?? usual));
    const { params, v3 = params } = rules;
    const own = this.language === "v3" ? v3 : params;
    this.ask("fetch", { id, ...own }, worked);
  }

  /** Ends its oldest fetch. */
  unfetch(): void {
    const id = [...this.views.keys()].find((id) => !this.#ending.has(id));
    if (id === undefined) return;
    this.#ending.add(id);
    // A slow peer still receives the events before the answer.
    this.ask("unfetch", { id }, (answer) => {
      worked(answer);
      this.views.delete(id);
      this.#ending.delete(id);
    });
  }

  /** Fails if it did not hear everything that it has to. */
  mustBeAnswered(): void {
    assertEquals([...this.#expected.keys()], []);
  }

  #say(message: unknown): void {
    this.link.say(encoder.encode(JSON.stringify(message)));
    if (this.failure !== undefined) throw this.failure;
  }

  #hear(message: Message): void {
    try {
      if (typeof message !== "string") throw new TypeError("not a text");
      this.#take(asRecord(JSON.parse(message)));
    } catch (error) {
      // The daemon must not see it: it would take it for its own.
      this.failure ??= error;
    }
  }

  #take({ id, method, params, ...answer }: Record<string, unknown>): void {
    if (method !== undefined) {
      const view = this.views.get(String(method));
      if (view === undefined) throw new Error(`${method} has ended`);
      return view.notify(asRecord(params));
    }
    const check = this.#expected.get(String(id));
    if (check === undefined) throw new Error(`an answer to nothing: ${id}`);
    this.#expected.delete(String(id));
    check(answer);
  }
}
