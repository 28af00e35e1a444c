/**
 * Logs peers in, from a store of users.
 *
 * @module
 */
import {
  type Authenticator,
  includesAdmins,
  type LoginAttempts,
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
import type { Waiter } from "../../base/ranked_semaphore.ts";
import {
  type AddUserOutcome,
  type ChangePasswordOutcome,
  delayAfter,
  LoginThrottle,
  type User,
  UserFileError,
  type UserStore,
} from "./store.ts";
import { type TokenInfo, TokenStore } from "./token_store.ts";
import { limitsPaths, tokenId } from "./tokens.ts";
import type { Clock } from "../../base/clock.ts";
import { countedAddress } from "../../base/counted_address.ts";
import { Tally } from "../../base/tally.ts";
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

/** How long the time of a check counts, in milliseconds. */
const MEASURED_MS = 60_000;
/** More logins than are checked under one name, so that ranks are below 1. */
const MAX_CHECKS = 1e9;
/** Refusals are not delayed for longer, in milliseconds. */
const MAX_CHECK_MS = 10_000;

/** The time that a login is delayed by. */
export type LoginClock = Pick<Clock, "monotonic" | "after" | "now">;

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

/** Authenticates users of a store; delays the refusal of wrong passwords. */
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
  /** Logins whose password is checked, by name. */
  readonly #checking = new Tally<string>();
  /** The tokens of the users. */
  readonly tokens: TokenStore;
  /** The longest that a password took lately, in milliseconds. */
  #checkTime = 0;
  #measuredAt = 0;

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
    this.tokens = new TokenStore(store, clock);
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
    const { name, token } = user;
    // Users of other origin, such as `authorize`, don't change.
    if (!this.#made.has(user)) return user;
    if (token === undefined) return this.userNamed(name);
    const found = this.tokens.get(token);
    return found === undefined ? null : this.#userOfToken(found);
  }

  /** The user of a token, with what is left of the rights. */
  #userOfToken(token: TokenInfo): SessionUser | null {
    const info = this.#store.get(token.user);
    if (info?.auth === undefined) return null;
    const { auth, name, owns } = info;
    const admin = info.admin && token.admin === true;
    const left = (groups: readonly string[]) =>
      groups.filter((group) => token.groups?.includes(group) !== false);
    const rights = {
      fetchGroups: left(auth.fetchGroups),
      setGroups: left(auth.setGroups),
      callGroups: left(auth.callGroups),
    };
    const { id, read = [], set = [], call = [], add = [] } = token;
    const patterns = limitsPaths(token) ? [read, set, call, add] : undefined;
    const within = patterns?.map((list) => new OwnedPaths(list, this.#paths));
    return this.#remembered(
      `token ${id}`,
      JSON.stringify([name, admin, rights, owns, patterns]),
      () => ({
        name,
        admin,
        rights,
        owns: owns && new OwnedPaths(owns, this.#paths),
        token: id,
        within: within && {
          fetch: within[0],
          set: within[1],
          call: within[2],
          add: within[3],
        },
      }),
    );
  }

  /** The user of a name that has been proved; `null` if there is none. */
  userNamed(name: string): SessionUser | null {
    const info = this.#store.get(name);
    if (info?.auth === undefined) return null;
    if (this.#store.whyLockedOut(name) !== undefined) return null;
    return this.#userOf({ ...info, auth: info.auth });
  }

  /** The same object as long as the user's rights stay the same. */
  #userOf({ name, admin, auth, owns }: User): SessionUser {
    return this.#remembered(
      `user ${name}`,
      JSON.stringify([admin, auth, owns]),
      () => ({
        name,
        admin,
        rights: auth,
        owns: owns && new OwnedPaths(owns, this.#paths),
      }),
    );
  }

  /** @param of The rights as text: other ones make another object. */
  #remembered(key: string, of: string, make: () => SessionUser): SessionUser {
    const known = this.#users.get(key);
    if (known?.of === of) return known.user;
    const user = make();
    this.#users.set(key, { of, user });
    this.#made.add(user);
    return user;
  }

  /**
   * Checks name and password at once, and delays the refusal: a right password
   * never waits for wrong ones. Those are delayed by the failures of their
   * connection, and of their address with their name. Where passwords wait to
   * be hashed, those with fewer failures come first, and of those with the same
   * failures the last.
   *
   * A token is a password of its user, and needs no name.
   *
   * @param remote Address and port that the login comes from.
   * @param attempts The logins of its connection.
   */
  async authenticate(
    name: string,
    password: string,
    remote: string,
    attempts: LoginAttempts = { failures: 0, ended: false },
  ): Promise<SessionUser | Fault> {
    const key = `${countedAddress(remote)} ${name}`;
    const began = this.#clock.monotonic();
    this.#checking.add(name);
    const found = await this.#check(name, password, {
      rank: () => this.#rank(name, key, attempts),
      get ended() {
        return attempts.ended;
      },
    }).finally(() => this.#checking.delete(name));
    if (found === "notChecked") {
      return notAllowed("too many logins at once, try again later");
    }
    if (typeof found !== "string") {
      attempts.failures = 0;
      this.#throttle.succeeded([key]);
      return found;
    }
    attempts.failures++;
    this.#throttle.failed([key]);
    const delay = Math.max(
      delayAfter(attempts.failures),
      this.#throttle.delayFor([key]),
      this.#checkTime,
    );
    const left = delay - (this.#clock.monotonic() - began);
    if (left > 0) {
      await new Promise<void>((resolve) => this.#clock.after(left, resolve));
    }
    const kind = this.#tellsNames ? found : "invalidPassword";
    return { kind, user: name };
  }

  #rank(name: string, key: string, { failures }: LoginAttempts): number {
    const failed = Math.max(failures, this.#throttle.failuresOf(key));
    if (failed > 0) return failed;
    const others = this.#checking.of(name) - 1;
    if (others === 0) return 0;
    const unknown = this.#throttle.isKnown(key) ? 0 : 0.5;
    return (others + unknown) / MAX_CHECKS;
  }

  async #check(
    name: string,
    password: string,
    waiter: Waiter,
  ): Promise<SessionUser | "invalidUser" | "invalidPassword" | "notChecked"> {
    await this.#store.refresh();
    if (tokenId(password) !== undefined) {
      const token = this.tokens.check(password);
      const user = token === undefined ? null : this.#userOfToken(token);
      if (token !== undefined && user !== null) {
        if (name !== "" && name !== user.name) return "invalidPassword";
        this.tokens.use(token.id);
        return user;
      }
    }
    // No password is hashed for users that can't log in. The delay of the
    // refusal hides that.
    if (this.#store.whyLockedOut(name) !== undefined) return "invalidUser";
    const began = this.#clock.monotonic();
    const found = await this.#store.authenticate(name, password, waiter);
    const now = this.#clock.monotonic();
    if (now - this.#measuredAt > MEASURED_MS) this.#checkTime = 0;
    if (now - began > this.#checkTime) {
      this.#checkTime = Math.min(now - began, MAX_CHECK_MS);
      this.#measuredAt = now;
    }
    return typeof found === "string" ? found : this.#userOf(found);
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
