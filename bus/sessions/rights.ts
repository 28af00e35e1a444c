/**
 * What a peer may do with elements.
 *
 * @module
 */
import {
  type Action,
  allows,
  currentUser,
  type SessionUser,
} from "../elements/access.ts";
import type { Fault } from "../../protocol/errors/fault.ts";
import type { Link } from "../../protocol/link.ts";
import type { Element } from "../elements/element.ts";
import type { Owner } from "../elements/owner.ts";
import type { CanRead, Restriction } from "../elements/restriction.ts";
import type { Subject } from "../elements/watcher.ts";
import type { SessionContext } from "./host.ts";

/** A peer with the rights of its user, and those to its own elements. */
export abstract class RightsBearer {
  abstract readonly user: SessionUser | null;
  abstract readonly link: Link;
  abstract readonly owner: Owner;
  abstract readonly context: SessionContext;
  // Made when they are first handed on: most peers need none.
  #canRead: CanRead | undefined;
  #readOnly: ((subject: Subject) => boolean) | undefined;

  /** Whether elements would be readable if this user were logged in. */
  canReadAs(user: SessionUser | null): CanRead {
    const { owner } = this;
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
    const { link, context: { options } } = this;
    return options.operates?.({ user, link }) === true;
  }

  can(action: Action, restriction: Restriction | null): boolean {
    const { owner, user } = this;
    return restriction === null || restriction.owner === owner ||
      this.#allows(restriction, action, user);
  }

  /** Whether a path is among those that the user is limited to. */
  reaches(action: Action, path: string): boolean {
    return this.user?.within?.[action].match(path) !== false;
  }

  /** {@linkcode can} for fetching, as a function. */
  get canRead(): CanRead {
    return this.#canRead ??= (restriction) => this.can("fetch", restriction);
  }

  mayAdd(path: string): boolean {
    return this.#mayAddAs(this.user, path);
  }

  /** {@linkcode mayAdd} by the rights of now, also after the session's end. */
  mayStillAdd(path: string): boolean {
    const { user } = this;
    const current = this.#currentUser();
    const isRemoved = user !== null && current === null;
    return !isRemoved && this.#mayAddAs(current, path);
  }

  #currentUser(): SessionUser | null {
    const { user, context: { options } } = this;
    return user && currentUser(user, options.users);
  }

  /**
   * Why the peer may not set or call an element any more, by the rights of now;
   * `null`: it may.
   */
  refusalNow(path: string): Fault | null {
    const element = this.context.space.find(path);
    if (element === undefined) return null;
    const { restriction, method } = element;
    const action = method ? "call" : "set";
    const { user } = this;
    const current = this.#currentUser();
    if (user === null || current !== null) {
      const isAllowed = restriction === null ||
        restriction.owner === this.owner ||
        this.#allows(restriction, action, current);
      if (isAllowed && this.reaches(action, path)) return null;
    }
    return { kind: this.knows(element) ? "noAccess" : "notFound", path };
  }

  #mayAddAs(user: SessionUser | null, path: string): boolean {
    const { context: { space, options } } = this;
    const { accessControl, closed } = space.options;
    if (accessControl !== true) return true;
    if (user !== null) {
      const { owns, within } = user;
      if (within?.add.match(path) === false) return false;
      if (owns === undefined || owns.match(path)) return true;
    }
    return closed !== true && options.users?.claimed?.concern(path) !== true;
  }

  knows({ restriction, method, signal, path }: Element): boolean {
    if (this.reaches("fetch", path)) {
      if (restriction === null || this.canRead(restriction)) return true;
    }
    const action = method ? "call" : "set";
    return !signal && this.can(action, restriction) &&
        this.reaches(action, path) ||
      this.context.space.options.lenientAccess === true;
  }

  /** {@linkcode isReadOnly} as a function. */
  get readOnly(): (subject: Subject) => boolean {
    return this.#readOnly ??= (subject) => this.isReadOnly(subject);
  }

  isReadOnly(subject: Subject): boolean {
    if (subject.node || subject.signal) return false;
    if (subject.fetchOnly) return true;
    const action = subject.method ? "call" : "set";
    return !this.can(action, subject.restriction) ||
      !this.reaches(action, subject.path);
  }
}
