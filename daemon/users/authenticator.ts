/**
 * Logs peers in, from a store of users.
 *
 * @module
 */
import {
  type Authenticator,
  includesAdmins,
  notAllowed,
  passwordChangeFault,
  type SessionUser,
  userAddFault,
} from "../../bus/elements/access.ts";
import {
  OwnedPaths,
  type OwnedPathsOptions,
} from "../../bus/elements/owned_paths.ts";
import type { Fault } from "../../protocol/errors/fault.ts";
import { KeyedQueue } from "../../base/keyed_queue.ts";
import {
  type AddUserOutcome,
  type ChangePasswordOutcome,
  LoginThrottle,
  type User,
  UserFileError,
  type UserStore,
} from "./store.ts";
import type { Clock } from "../../base/clock.ts";
import { systemClock } from "../../base/system_clock.ts";

/** Why a user could not be added. */
const ADD_FAULTS: Readonly<
  Record<Exclude<AddUserOutcome, "ok" | "exists">, string>
> = {
  invalidName: "the name is empty, too long or has control characters",
  invalidPassword: "the password is empty or too long",
  invalidGroup: "a group's name is empty or too long",
  invalidPattern: "a pattern of paths is invalid",
};

/** Why a password could not be changed. */
const CHANGE_FAULTS: Readonly<
  Record<Exclude<ChangePasswordOutcome, "ok">, string>
> = {
  unknownUser: "user not in password database",
  readonly: "user not allowed to change password",
  invalidPassword: "the password is empty or too long",
};

/** The time that a login is delayed by. */
export type LoginClock = Pick<Clock, "monotonic" | "after">;

/** How a {@linkcode StoreAuthenticator} works. */
export interface AuthenticatorOptions {
  /** The time that logins are delayed by. */
  readonly clock?: LoginClock;
  /**
   * Whether a refusal tells unknown names from wrong passwords; default false.
   */
  readonly tellsNames?: boolean;
  /** How paths are read; by default with the separator "/", strictly. */
  readonly paths?: OwnedPathsOptions;
}

const DEFAULT_PATHS: OwnedPathsOptions = { separator: "/", open: false };

/** Authenticates users of a store; delays logins after failures. */
export class StoreAuthenticator implements Authenticator {
  readonly #store: UserStore;
  readonly #clock: LoginClock;
  readonly #tellsNames: boolean;
  readonly #paths: OwnedPathsOptions;
  /** The patterns that {@linkcode claimed} was made of. */
  #claims: readonly string[] = [];
  #claimed: OwnedPaths | undefined;
  /** Users as sessions have them, with what they were made of. */
  readonly #users = new Map<string, { of: string; user: SessionUser }>();
  readonly #made = new WeakSet<SessionUser>();
  readonly #throttle: LoginThrottle;
  readonly #logins = new KeyedQueue();

  constructor(
    store: UserStore,
    {
      clock = systemClock,
      tellsNames = false,
      paths = DEFAULT_PATHS,
    }: AuthenticatorOptions = {},
  ) {
    this.#paths = paths;
    this.#store = store;
    this.#clock = clock;
    this.#tellsNames = tellsNames;
    this.#throttle = new LoginThrottle({ now: () => clock.monotonic() });
  }

  get claimed(): OwnedPaths | undefined {
    const { claims } = this.#store;
    if (claims !== this.#claims) {
      this.#claims = claims;
      this.#claimed = claims.length === 0
        ? undefined
        : new OwnedPaths(claims, this.#paths);
    }
    return this.#claimed;
  }

  current(user: SessionUser): SessionUser | null {
    const { name } = user;
    // Users of other origin, such as `authorize`, don't change.
    if (!this.#made.has(user)) return user;
    const info = this.#store.get(name);
    if (info?.auth === undefined) return null;
    if (this.#store.whyLockedOut(name) !== undefined) return null;
    return this.#userOf({ ...info, auth: info.auth });
  }

  /** The same object as long as the user's rights stay the same. */
  #userOf({ name, admin, auth, owns }: User): SessionUser {
    const of = JSON.stringify([admin, auth, owns]);
    const known = this.#users.get(name);
    if (known?.of === of) return known.user;
    const user: SessionUser = {
      name,
      admin,
      rights: auth,
      owns: owns && new OwnedPaths(owns, this.#paths),
    };
    this.#users.set(name, { of, user });
    this.#made.add(user);
    return user;
  }

  /**
   * Checks name and password, after a delay if earlier logins have failed.
   *
   * @param remote Address and port that the login comes from.
   */
  async authenticate(
    name: string,
    password: string,
    remote: string,
  ): Promise<SessionUser | Fault> {
    // Without the port, which differs between connections of one host.
    const keys = [`address ${remote.replace(/:\d+$/, "")}`, `user ${name}`];
    // Logins with a common key run in series: parallel connections gain
    // nothing.
    const release = await this.#logins.acquire(keys);
    if (release === undefined) {
      return notAllowed("too many logins at once, try again later");
    }
    try {
      const delay = this.#throttle.delayFor(keys);
      if (delay > 0) {
        await new Promise<void>((resolve) => this.#clock.after(delay, resolve));
      }
      const found = await this.#store.authenticate(name, password);
      if (typeof found === "string") {
        this.#throttle.failed(keys);
        const kind = this.#tellsNames ? found : "invalidPassword";
        return { kind, user: name };
      }
      this.#throttle.succeeded([`user ${name}`]);
      return this.#userOf(found);
    } finally {
      release();
    }
  }

  async changePassword(
    by: SessionUser | null,
    name: string,
    password: string,
  ): Promise<Fault | null> {
    const fault = passwordChangeFault(by, name);
    if (fault !== null) return fault;
    return await written(async () => {
      const outcome = await this.#store.changePassword(name, password);
      return outcome === "ok" ? null : notAllowed(CHANGE_FAULTS[outcome]);
    });
  }

  async addUser(
    by: SessionUser | null,
    name: string,
    password: string,
    groups: readonly string[],
  ): Promise<Fault | null> {
    const fault = userAddFault(by);
    if (fault !== null) return fault;
    const admin = includesAdmins(groups);
    return await written(async () => {
      const outcome = await this.#store.addUser(name, password, groups, {
        admin,
      });
      if (outcome === "ok") return null;
      if (outcome === "exists") return { kind: "userExists", user: name };
      return notAllowed(ADD_FAULTS[outcome]);
    });
  }
}

/** Responds to a failed write without the details. */
async function written(
  change: () => Promise<Fault | null>,
): Promise<Fault | null> {
  try {
    return await change();
  } catch (error) {
    if (!(error instanceof UserFileError)) throw error;
    return { kind: "internal", reason: "Could not write password file" };
  }
}
