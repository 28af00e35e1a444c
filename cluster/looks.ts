/**
 * What the peers of this member look at, in the terms of other members.
 *
 * @module
 */
import type { PeerClock } from "../base/clock.ts";
import type { PathMatcher } from "../protocol/rules/rules.ts";
import type { Interest } from "./interests.ts";
import { InterestSet, interestsOf } from "./interests.ts";

/** Milliseconds for which values are kept up to date that nobody looks at. */
const LINGER_MS = 2_000;

/** An interest that is in use. */
interface Look<Source> {
  count: number;
  /** Members whose values have not come yet. */
  readonly waiting: Set<Source>;
  /** Called when they have. */
  tasks: (() => void)[];
  cancelEnd: (() => void) | undefined;
}

/** Where the values come from. */
export interface LookHost<Source> {
  readonly clock: PeerClock;
  /**
   * Begins to look at something at all members.
   *
   * @returns Those whose values have to come.
   */
  begin(interest: Interest): Iterable<Source>;
  /** Looks again; returns those whose values have to come. */
  renew(interest: Interest): Iterable<Source>;
  /** Ends it. */
  end(interest: Interest): void;
}

/** Counts who looks at what. */
export class Looks<Source> {
  readonly #host: LookHost<Source>;
  readonly #looks = new Map<Interest, Look<Source>>();
  readonly #set = new InterestSet();

  constructor(host: LookHost<Source>) {
    this.#host = host;
  }

  /** All interests in use. */
  get interests(): Iterable<Interest> {
    return this.#looks.keys();
  }

  /** Whether any of them includes a path. */
  includes(path: string): boolean {
    return this.#set.includes(path);
  }

  /**
   * Looks at what rules match.
   *
   * @param done Called once, at once or later, when the values are there.
   */
  acquire(paths: PathMatcher, done: () => void): void {
    const looks = interestsOf(paths).map((interest) => {
      const look = this.#looks.get(interest) ?? this.#begin(interest);
      look.count++;
      look.cancelEnd?.();
      look.cancelEnd = undefined;
      return look;
    });
    whenCome(looks, done);
  }

  /**
   * Looks again at what is looked at and has not come: it is new.
   *
   * @param done Called once, at once or later, when the values are there.
   */
  renew(paths: PathMatcher, done: () => void): void {
    const looks: Look<Source>[] = [];
    for (const interest of interestsOf(paths)) {
      const look = this.#looks.get(interest);
      if (look === undefined) continue;
      for (const source of this.#host.renew(interest)) look.waiting.add(source);
      looks.push(look);
    }
    whenCome(looks, done);
  }

  #begin(interest: Interest): Look<Source> {
    const look: Look<Source> = {
      count: 0,
      waiting: new Set(),
      tasks: [],
      cancelEnd: undefined,
    };
    this.#looks.set(interest, look);
    this.#set.add(interest);
    for (const source of this.#host.begin(interest)) look.waiting.add(source);
    return look;
  }

  /** Ends an {@linkcode acquire} of these rules. */
  release(paths: PathMatcher): void {
    for (const interest of interestsOf(paths)) {
      const look = this.#looks.get(interest);
      if (look === undefined || --look.count > 0) continue;
      look.cancelEnd = this.#host.clock.after(LINGER_MS, () => {
        if (this.#looks.get(interest) !== look) return;
        this.#looks.delete(interest);
        this.#set.delete(interest);
        this.#host.end(interest);
      });
    }
  }

  /** The values of an interest have come from a member. */
  arrived(interest: Interest, source: Source): void {
    const look = this.#looks.get(interest);
    if (look?.waiting.delete(source)) conclude(look);
  }

  /** A member has ended. */
  gone(source: Source): void {
    for (const look of [...this.#looks.values()]) {
      if (look.waiting.delete(source)) conclude(look);
    }
  }

  /** Waits for nothing any more. */
  end(): void {
    for (const { cancelEnd } of this.#looks.values()) cancelEnd?.();
  }
}

/** Calls back when the values of all have come. */
function whenCome<Source>(
  looks: readonly Look<Source>[],
  done: () => void,
): void {
  let open = 1;
  const one = () => {
    if (--open === 0) done();
  };
  for (const look of looks) {
    if (look.waiting.size === 0) continue;
    open++;
    look.tasks.push(one);
  }
  one();
}

function conclude<Source>(look: Look<Source>): void {
  if (look.waiting.size > 0) return;
  const { tasks } = look;
  look.tasks = [];
  for (const task of tasks) task();
}
