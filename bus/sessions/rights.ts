/**
 * What a peer may do with elements.
 *
 * @module
 */
import { type Action, allows, type SessionUser } from "../elements/access.ts";
import type { Element } from "../elements/element.ts";
import type { CanRead, Restriction } from "../elements/restriction.ts";
import type { Subject } from "../elements/watcher.ts";
import type { Host } from "./host.ts";

/** The rights of a session: those of its user, and to its own elements. */
export class Rights {
  readonly #session: Pick<Host, "user" | "owner" | "context">;

  constructor(session: Pick<Host, "user" | "owner" | "context">) {
    this.#session = session;
  }

  /** Whether elements would be readable if this user were logged in. */
  of(user: SessionUser | null): CanRead {
    const { owner } = this.#session;
    return (restriction) =>
      restriction.owner === owner || allows(restriction.access, "fetch", user);
  }

  readonly can = (action: Action, restriction: Restriction | null): boolean => {
    const { owner, user } = this.#session;
    return restriction === null || restriction.owner === owner ||
      allows(restriction.access, action, user);
  };

  readonly canRead = (restriction: Restriction): boolean =>
    this.can("fetch", restriction);

  readonly mayAdd = (path: string): boolean => {
    const { user, context: { space, options } } = this.#session;
    const { accessControl, closed } = space.options;
    if (accessControl !== true) return true;
    if (user !== null) {
      const { owns } = user;
      if (owns === undefined || owns.match(path)) return true;
    }
    return closed !== true && options.users?.claimed?.concern(path) !== true;
  };

  readonly knows = ({ restriction, method, signal }: Element): boolean =>
    restriction === null || this.canRead(restriction) ||
    !signal && this.can(method ? "call" : "set", restriction) ||
    this.#session.context.space.options.lenientAccess === true;

  readonly readOnly = (subject: Subject): boolean =>
    !subject.node && !subject.signal &&
    (subject.fetchOnly ||
      !this.can(subject.method ? "call" : "set", subject.restriction));
}
