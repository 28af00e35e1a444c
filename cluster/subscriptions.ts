/**
 * Subscriptions of this member to values of the others, made from the rules of its
 * peers' fetches and gets.
 *
 * @module
 */
import type { PeerClock } from "../base/clock.ts";
import type { PathMatcher } from "../protocol/rules/rules.ts";
import type { Interest } from "./interests.ts";
import { InterestSet, interestsOf } from "./interests.ts";

/** Milliseconds from the last release of an interest to its unsubscribing. */
const LINGER_MS = 2_000;

/** An interest that is in use. */
interface Subscription<Source> {
  count: number;
  /** Number of the last entry that was applied when the members were asked. */
  sequence: number;
  /** Members whose values are pending. */
  readonly waiting: Set<Source>;
  /** Called when no values are pending. */
  tasks: (() => void)[];
  cancelEnd: (() => void) | undefined;
}

/** Sends the subscriptions to other members. */
export interface SubscriptionHost<Source> {
  readonly clock: PeerClock;
  /** Number of the last entry of the log that was applied here. */
  readonly sequence: number;
  /**
   * Subscribes at all members.
   *
   * @returns Members whose values are pending then.
   */
  begin(interest: Interest): Iterable<Source>;
  /** Subscribes again; returns members whose values are pending then. */
  renew(interest: Interest): Iterable<Source>;
  /** Subscribes again at a member. */
  ask(source: Source, interest: Interest): void;
  /** Unsubscribes at all members. */
  end(interest: Interest): void;
}

/** Subscriptions by interest, with counts of their uses. */
export class Subscriptions<Source> {
  readonly #host: SubscriptionHost<Source>;
  readonly #subscriptions = new Map<Interest, Subscription<Source>>();
  readonly #set = new InterestSet();

  constructor(host: SubscriptionHost<Source>) {
    this.#host = host;
  }

  /** All interests in use. */
  get interests(): Iterable<Interest> {
    return this.#subscriptions.keys();
  }

  /** Whether any of them includes a path. */
  includes(path: string): boolean {
    return this.#set.includes(path);
  }

  /**
   * Subscribes to what rules match.
   *
   * @param done Called once, at once or later, when the values are there.
   */
  acquire(paths: PathMatcher, done: () => void): void {
    const subscriptions = interestsOf(paths).map((interest) => {
      const subscription = this.#subscriptions.get(interest) ??
        this.#begin(interest);
      subscription.count++;
      subscription.cancelEnd?.();
      subscription.cancelEnd = undefined;
      return subscription;
    });
    whenCome(subscriptions, done);
  }

  /**
   * Subscribes again for new elements, whose values are missing.
   *
   * @param done Called once, at once or later, when the values are there.
   */
  renew(paths: PathMatcher, done: () => void): void {
    const subscriptions: Subscription<Source>[] = [];
    for (const interest of interestsOf(paths)) {
      const subscription = this.#subscriptions.get(interest);
      if (subscription === undefined) continue;
      subscription.sequence = this.#host.sequence;
      for (const source of this.#host.renew(interest)) {
        subscription.waiting.add(source);
      }
      subscriptions.push(subscription);
    }
    whenCome(subscriptions, done);
  }

  #begin(interest: Interest): Subscription<Source> {
    const subscription: Subscription<Source> = {
      count: 0,
      sequence: this.#host.sequence,
      waiting: new Set(),
      tasks: [],
      cancelEnd: undefined,
    };
    this.#subscriptions.set(interest, subscription);
    this.#set.add(interest);
    for (const source of this.#host.begin(interest)) {
      subscription.waiting.add(source);
    }
    return subscription;
  }

  /** Ends an {@linkcode acquire} of these rules. */
  release(paths: PathMatcher): void {
    for (const interest of interestsOf(paths)) {
      const subscription = this.#subscriptions.get(interest);
      if (subscription === undefined || --subscription.count > 0) continue;
      subscription.cancelEnd = this.#host.clock.after(LINGER_MS, () => {
        if (this.#subscriptions.get(interest) !== subscription) return;
        this.#subscriptions.delete(interest);
        this.#set.delete(interest);
        this.#host.end(interest);
      });
    }
  }

  /**
   * Called when a member has sent all values of an interest. One that has not applied
   * a claim of its own yet that is shown here already has not sent that value.
   *
   * @param sequence Number of the last entry that the member had applied then.
   */
  arrived(interest: Interest, source: Source, sequence: number): void {
    const subscription = this.#subscriptions.get(interest);
    if (!subscription?.waiting.has(source)) return;
    if (sequence < subscription.sequence) {
      return this.#host.ask(source, interest);
    }
    subscription.waiting.delete(source);
    conclude(subscription);
  }

  /** A member has ended. */
  gone(source: Source): void {
    for (const subscription of [...this.#subscriptions.values()]) {
      if (subscription.waiting.delete(source)) conclude(subscription);
    }
  }

  /** Cancels the timers of released interests. */
  end(): void {
    for (const { cancelEnd } of this.#subscriptions.values()) cancelEnd?.();
  }
}

/** Calls back once none of the subscriptions has pending values. */
function whenCome<Source>(
  subscriptions: readonly Subscription<Source>[],
  done: () => void,
): void {
  let open = 1;
  const one = () => {
    if (--open === 0) done();
  };
  for (const subscription of subscriptions) {
    if (subscription.waiting.size === 0) continue;
    open++;
    subscription.tasks.push(one);
  }
  one();
}

function conclude<Source>(subscription: Subscription<Source>): void {
  if (subscription.waiting.size > 0) return;
  const { tasks } = subscription;
  subscription.tasks = [];
  for (const task of tasks) task();
}
