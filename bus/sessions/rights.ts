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

/** The session, as its rights need it. */
type Bearer = Pick<Host, "user" | "link" | "owner" | "context">;

/** The rights of a session: those of its user, and to its own elements. */
export class Rights {
  readonly #session: Bearer;

  constructor(session: Bearer) {
    this.#session = session;
  }

  /** Whether elements would be readable if this user were logged in. */
  of(user: SessionUser | null): CanRead {
    const { owner } = this.#session;
    return (restriction) =>
      restriction.owner === owner ||
      this.#allows(restriction, "fetch", user);
  }

  #allows(
    { access }: Restriction,
    action: Action,
    user: SessionUser | null,
  ): boolean {
    if (access?.operators !== true) return allows(access, action, user);
    const { link, context: { options } } = this.#session;
    return options.operates?.({ user, link }) === true;
  }

  readonly can = (action: Action, restriction: Restriction | null): boolean => {
    const { owner, user } = this.#session;
    return restriction === null || restriction.owner === owner ||
      this.#allows(restriction, action, user);
  };

  /** Whether a path is among those that the user is limited to. */
  readonly reaches = (action: Action, path: string): boolean =>
    this.#session.user?.within?.[action].match(path) !== false;

  readonly canRead = (restriction: Restriction): boolean =>
    this.can("fetch", restriction);

  readonly mayAdd = (path: string): boolean => {
    const { user, context: { space, options } } = this.#session;
    const { accessControl, closed } = space.options;
    if (accessControl !== true) return true;
    if (user !== null) {
      const { owns, within } = user;
      if (within?.add.match(path) === false) return false;
      if (owns === undefined || owns.match(path)) return true;
    }
    return closed !== true && options.users?.claimed?.concern(path) !== true;
  };

  readonly knows = (
    { restriction, method, signal, path }: Element,
  ): boolean => {
    if (this.reaches("fetch", path)) {
      if (restriction === null || this.canRead(restriction)) return true;
    }
    const action = method ? "call" : "set";
    return !signal && this.can(action, restriction) &&
        this.reaches(action, path) ||
      this.#session.context.space.options.lenientAccess === true;
  };

  readonly readOnly = (subject: Subject): boolean => {
    if (subject.node || subject.signal) return false;
    if (subject.fetchOnly) return true;
    const action = subject.method ? "call" : "set";
    return !this.can(action, subject.restriction) ||
      !this.reaches(action, subject.path);
  };
}
