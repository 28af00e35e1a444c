/**
 * Rights of sessions after users have been changed.
 *
 * @module
 */
import { CloseCode } from "../../protocol/link.ts";
import { Cost, type Work } from "../../base/turns.ts";
import { currentUser } from "../elements/access.ts";
import type { Element } from "../elements/element.ts";
import type { Session } from "./session.ts";

/**
 * Applies changed rights. The peer of a removed user is disconnected: without
 * a login it would keep its elements, and go on taking the requests to them.
 */
export function reviseUser(session: Session): void {
  const { user } = session;
  const { options } = session.context;
  if (user !== null) {
    const revised = currentUser(user, options.users);
    if (revised === null) {
      return session.close(CloseCode.policy, "the user was removed");
    }
    if (revised !== user) session.login(revised);
  }
  session.context.turns.runInBackground(new OwnershipCheck(session));
}

/** Disconnects a peer that has elements which it may not add any more. */
class OwnershipCheck implements Work {
  readonly #session: Session;
  readonly #elements: Iterator<Element>;

  constructor(session: Session) {
    const { space } = session.context;
    this.#session = session;
    this.#elements = space.owners.elementsOf(session.owner)
      [Symbol.iterator]();
  }

  proceed(): boolean {
    const session = this.#session;
    const { turns } = session.context;
    while (!turns.spent) {
      const { done, value } = this.#elements.next();
      if (done || session.ended) return true;
      turns.left -= Cost.visit;
      if (session.mayAdd(value.path)) continue;
      session.close(CloseCode.policy, "its elements are another user's");
      return true;
    }
    return false;
  }
}
