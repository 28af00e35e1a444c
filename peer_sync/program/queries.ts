/**
 * What one peer asks of its thread, and the waiting for the answers.
 *
 * @module
 */
import { claimed } from "../../base/narrowing.ts";
import { TIMEOUT_GRACE_MS } from "../../peer/connection/requests.ts";
import type { Ask, Results } from "../protocol/messages.ts";
import type { Thread } from "./thread.ts";
import {
  ConnectionClosed,
  PeerTimeout,
} from "../../protocol/errors/classes.ts";

/**
 * Without a limit of its own, an operation looks so often whether the daemon
 * answers at all, in milliseconds.
 */
const POLL_INTERVAL_MS = 5000;

/** What shows whether the daemon answers. */
const LOOK_ASK: Ask = {
  op: "request",
  method: "info",
  params: [],
  repeated: undefined,
};

/** What came of an operation. */
type Outcome = { readonly result: unknown } | { readonly error: Error };

/** An operation that is under way. */
interface Question {
  readonly id: number;
  outcome?: Outcome;
  /** Called with the outcome, for a program that does not sleep. */
  settled?: (outcome: Outcome) => void;
}

/** See the module. */
export class Queries {
  readonly #thread: Thread;
  readonly #peer: number;
  readonly #open = new Map<number, Question>();
  #last = 0;
  #end: Error | undefined;

  constructor(thread: Thread, peer: number) {
    this.#thread = thread;
    this.#peer = peer;
  }

  /**
   * Asks and sleeps until the answer is there.
   *
   * @param seconds How long that may take.
   * @throws {PeerTimeout} if it takes longer.
   * @throws {ConnectionClosed} if the peer is closed.
   * @throws whatever the thread answers.
   */
  ask<A extends Ask>(
    ask: A,
    seconds: number | undefined,
  ): Results[A["op"]] {
    const question = this.#put(ask);
    try {
      this.#await(question, ask, seconds);
    } catch (error) {
      this.#open.delete(question.id);
      const { id } = question;
      this.#thread.send({ kind: "cancel", peer: this.#peer, id });
      throw error;
    }
    const { outcome } = question;
    if (outcome === undefined) throw late();
    if ("error" in outcome) throw thrownHere(outcome.error);
    return claimed<Results[A["op"]]>(outcome.result);
  }

  /** Asks; fulfilled when the program is idle or sleeps in something else. */
  later<A extends Ask>(ask: A): Promise<Results[A["op"]]> {
    return new Promise((resolve, reject) => {
      const question = this.#put(ask);
      this.#thread.hold(question);
      question.settled = (outcome) => {
        this.#thread.release(question);
        if ("error" in outcome) reject(outcome.error);
        else resolve(claimed<Results[A["op"]]>(outcome.result));
      };
    });
  }

  /** How many wait for an answer. */
  get pending(): number {
    return this.#open.size;
  }

  /** Takes an answer. */
  settle(id: number, outcome: Outcome): void {
    const question = this.#open.get(id);
    if (question === undefined) return;
    this.#open.delete(id);
    question.outcome = outcome;
    question.settled?.(outcome);
  }

  /** Nothing will be answered any more. */
  end(reason: Error): void {
    this.#end ??= reason;
    for (const id of [...this.#open.keys()]) this.settle(id, { error: reason });
  }

  #put(ask: Ask): Question {
    if (this.#end !== undefined) throw thrownHere(this.#end);
    const question: Question = { id: ++this.#last };
    this.#open.set(question.id, question);
    const { id } = question;
    this.#thread.send({ kind: "ask", peer: this.#peer, id, ask });
    return question;
  }

  #await(question: Question, ask: Ask, seconds: number | undefined): void {
    const done = () => question.outcome !== undefined;
    if (seconds !== undefined) {
      // Where the daemon keeps the time, its answer is waited for a little.
      const grace = isRouted(ask) ? TIMEOUT_GRACE_MS : 0;
      const until = performance.now() + seconds * 1000 + grace;
      if (!this.#thread.wait(done, until)) throw late();
      return;
    }
    let look: Question | undefined;
    while (!this.#thread.wait(done, performance.now() + POLL_INTERVAL_MS)) {
      const seen = look?.outcome;
      if (look !== undefined && seen === undefined) throw late();
      // What waits for the next connection waits no longer.
      if (
        seen !== undefined && "error" in seen &&
        seen.error instanceof ConnectionClosed
      ) throw seen.error;
      look = this.#put(LOOK_ASK);
    }
  }
}

/** Whether the daemon passes the request on to the owner of an element. */
function isRouted(ask: Ask): boolean {
  return ask.op === "request" &&
    (ask.method === "set" || ask.method === "call");
}

function late(): PeerTimeout {
  return new PeerTimeout("the daemon does not answer");
}

/** One error may be thrown at many places; the first is not where it is now. */
function thrownHere(error: Error): Error {
  return error instanceof ConnectionClosed
    ? new ConnectionClosed(error.message, { cause: error.cause })
    : error;
}
