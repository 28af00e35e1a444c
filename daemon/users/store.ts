/**
 * Users with their passwords and groups, stored in a file in cjet's layout.
 *
 * @module
 */
import { builtins } from "../runtime/builtins.ts";
import { decoy, fits, hash, verify, whyUnusable } from "./crypt.ts";
import {
  createFile,
  fileStorage,
  memoryStorage,
  type UserStorage,
} from "./storage.ts";
import {
  authOf,
  formatUserFile,
  isName,
  isPathPattern,
  LayoutError,
  MAX_NAME_LENGTH,
  newUser,
  parseUserFile,
  type StoredUser,
  type UserAuth,
  type UserFile,
  withAuth,
  withOwns,
  withPassword,
} from "./user_file.ts";
import type {
  AddUserOutcome,
  ChangePasswordOutcome,
  ChangeUserOutcome,
  NewUserOptions,
  RemoveUserOutcome,
  User,
  UserChange,
  UserInfo,
  UserStoreOptions,
} from "./user.ts";
import type { StoredToken, TokenLimits } from "./tokens.ts";
import type { Waiter } from "../../base/ranked_semaphore.ts";
import { codeOf, reasonOf, UserFileError } from "./errors.ts";

export type * from "./user.ts";
export type { StoredToken, TokenLimits, UserAuth, UserStorage };
export { UserFileError };
export { delayAfter, LoginThrottle, type ThrottleOptions } from "./throttle.ts";

/**
 * The users of a daemon.
 *
 * Other programs may write the file too: it is read again before each change,
 * and before a login if it has changed. If it can't be read, the users stay as
 * they are, and {@linkcode problems} returns the reason.
 */
export class UserStore {
  readonly #storage: UserStorage;
  #users: ReadonlyMap<string, StoredUser> = new Map();
  #tokens: ReadonlyMap<string, StoredToken> = new Map();
  /** The storage's stamp when `#users` was read. */
  #stamp: string | undefined;
  /** Why the file could not be read again. */
  #trouble: string | undefined;
  /** Ends when all changes so far are done. */
  #queue: Promise<void> = Promise.resolve();
  #claims: readonly string[] = [];
  #refreshing: Promise<void> | undefined;
  readonly #watchers = new Set<() => void>();
  /** Hashes of this store, which unknown users are compared with. */
  #decoys: readonly string[] = [];
  readonly #cost: number | undefined;
  readonly #ownDecoy: string;
  readonly #secret = builtins.crypto.randomBytes(32);

  private constructor(storage: UserStorage, { cost }: UserStoreOptions = {}) {
    this.#storage = storage;
    this.#cost = cost;
    this.#ownDecoy = decoy(cost);
  }

  /**
   * Reads a users file.
   *
   * @throws {UserFileError} if it is missing, unreadable, not JSON, or has
   * another layout.
   */
  static open(path: string, options?: UserStoreOptions): Promise<UserStore> {
    return UserStore.over(fileStorage(path), options);
  }

  /**
   * Makes a users file without users, mode 0600, and opens it.
   *
   * @throws {UserFileError} if the file is there already or can't be made.
   */
  static async create(
    path: string,
    options?: UserStoreOptions,
  ): Promise<UserStore> {
    try {
      await createFile(path);
    } catch (error) {
      throw codeOf(error) === "EEXIST"
        ? new UserFileError(`users file ${path} exists already`, "exists")
        : new UserFileError(
          `can't create users file ${path}: ${reasonOf(error)}`,
          "unwritten",
        );
    }
    return await UserStore.open(path, options);
  }

  /** No users yet, and nothing on disk. */
  static memory(options?: UserStoreOptions): UserStore {
    return new UserStore(memoryStorage(), options);
  }

  /**
   * Users whose file is kept elsewhere.
   *
   * @throws {UserFileError} as {@linkcode UserStore.open} does.
   */
  static async over(
    storage: UserStorage,
    options?: UserStoreOptions,
  ): Promise<UserStore> {
    const store = new UserStore(storage, options);
    await store.#exclusive(async () => {
      const stamp = await store.#currentStamp();
      store.#accept(await store.#read(), stamp);
    });
    return store;
  }

  /**
   * Checks a password. Unknown names take the same time as known ones. Whether
   * the response to the client tells the two failures apart is the caller's
   * choice.
   *
   * @param waiter Decides when the password is hashed.
   * @returns The user; or `"invalidUser"` if there is none of this name who
   * can log in, `"invalidPassword"` if the password is another one,
   * `"notChecked"` if the waiter has ended or too many wait.
   */
  async authenticate(
    name: string,
    password: string,
    waiter?: Waiter,
  ): Promise<User | "invalidUser" | "invalidPassword" | "notChecked"> {
    if (name === "" || name.length > MAX_NAME_LENGTH) return "invalidUser";
    await this.refresh();
    const stored = this.#users.get(name)?.password;
    const usable = stored !== undefined && whyUnusable(stored) === undefined;
    const compared = usable ? stored : this.#decoy(name);
    const matches = await verify(password, compared, waiter);
    if (matches === undefined) return "notChecked";

    // The user as of now: hashing takes a while.
    const user = this.#users.get(name);
    if (user?.auth === undefined) return "invalidUser";
    if (!matches || !usable || user.password !== stored) {
      return "invalidPassword";
    }
    return { ...publicPart(name, user), auth: user.auth };
  }

  /**
   * Gives a user another password; it is stored as scrypt hash.
   *
   * @throws {UserFileError} if the file can't be written. Then the old
   * password holds.
   */
  async changePassword(
    name: string,
    newPassword: string,
  ): Promise<ChangePasswordOutcome> {
    if (newPassword === "" || !fits(newPassword)) return "invalidPassword";
    const hashed = await hash(newPassword, this.#cost);
    return await this.#change<ChangePasswordOutcome>(({ users }) => {
      const user = users.get(name);
      if (user === undefined) return "unknownUser";
      if (user.readonly) return "readonly";
      users.set(name, withPassword(user, hashed));
      return "ok";
    });
  }

  /**
   * Adds a user.
   *
   * @param groups The groups for fetch, set and call each, or one list for
   * all three.
   * @throws {UserFileError} if the file can't be written. Then there is no
   * such user.
   */
  async addUser(
    name: string,
    password: string,
    groups: UserAuth | readonly string[],
    { admin = false, readonly = false, owns }: NewUserOptions = {},
  ): Promise<AddUserOutcome> {
    if (!isName(name)) return "invalidName";
    if (password === "" || !fits(password)) return "invalidPassword";
    const auth = authOf(groups);
    if (auth === undefined) return "invalidGroup";
    if (owns?.every(isPathPattern) === false) return "invalidPattern";
    const hashed = await hash(password, this.#cost);
    return await this.#change<AddUserOutcome>(({ users }) => {
      if (users.has(name)) return "exists";
      users.set(name, newUser(hashed, auth, { admin, readonly, owns }));
      return "ok";
    });
  }

  /**
   * Changes the groups or the paths of a user.
   *
   * @throws {UserFileError} if the file can't be written. Then nothing has
   * changed.
   */
  async changeUser(
    name: string,
    { auth, owns }: UserChange,
  ): Promise<ChangeUserOutcome> {
    const groups = auth && authOf(auth);
    if (auth !== undefined && groups === undefined) return "invalidGroup";
    if (owns?.every(isPathPattern) === false) return "invalidPattern";
    return await this.#change<ChangeUserOutcome>(({ users }) => {
      let user = users.get(name);
      if (user === undefined) return "unknownUser";
      if (groups !== undefined) user = withAuth(user, groups);
      if (owns !== undefined) user = withOwns(user, owns ?? undefined);
      users.set(name, user);
      return "ok";
    });
  }

  /**
   * Removes a user and its tokens.
   *
   * @throws {UserFileError} if the file can't be written. Then the user is
   * still there.
   */
  removeUser(name: string): Promise<RemoveUserOutcome> {
    return this.#change<RemoveUserOutcome>(({ users, tokens }) => {
      for (const [id, { user }] of tokens) {
        if (user === name) tokens.delete(id);
      }
      return users.delete(name) ? "ok" : "unknownUser";
    });
  }

  /** The tokens known last, by their ids. */
  get tokens(): ReadonlyMap<string, StoredToken> {
    return this.#tokens;
  }

  /**
   * Changes the tokens.
   *
   * @param edit Returns `"ok"` if the file is to be written.
   * @throws {UserFileError} if the file can't be written. Then nothing has
   * changed.
   */
  changeTokens<Outcome extends string>(
    edit: (
      tokens: Map<string, StoredToken>,
      users: ReadonlyMap<string, Pick<UserInfo, "admin">>,
    ) => Outcome | "ok",
  ): Promise<Outcome | "ok"> {
    return this.#change(({ tokens, users }) => edit(tokens, users));
  }

  /** Reads the file again if it has changed; see {@linkcode problems}. */
  refresh(): Promise<void> {
    // Calls share a look at the file that has not begun.
    return this.#refreshing ??= this.#exclusive(() => {
      this.#refreshing = undefined;
      return this.#refresh();
    });
  }

  /**
   * Calls a function after each change of the users, by this process or another.
   *
   * @returns Ends it.
   */
  watch(changed: () => void): () => void {
    this.#watchers.add(changed);
    return () => this.#watchers.delete(changed);
  }

  /** All users known last, in the order of the file. */
  list(): UserInfo[] {
    return [...this.#users].map(([name, user]) => publicPart(name, user));
  }

  /**
   * The patterns of paths of all users known last; another array after each
   * change of the file.
   */
  get claims(): readonly string[] {
    return this.#claims;
  }

  /** A user known last. */
  get(name: string): UserInfo | undefined {
    const user = this.#users.get(name);
    return user === undefined ? undefined : publicPart(name, user);
  }

  /** Why a user can't log in, whatever the password; or `undefined`. */
  whyLockedOut(name: string): string | undefined {
    const user = this.#users.get(name);
    if (user === undefined) return "there is no such user";
    if (user.auth === undefined) return "there is no auth";
    if (user.password === undefined) return "there is no password";
    if (name === "" || name.length > MAX_NAME_LENGTH) {
      return "the name is empty or too long";
    }
    return whyUnusable(user.password);
  }

  /** Why the file could not be read again; the users are those before. */
  get trouble(): string | undefined {
    return this.#trouble;
  }

  /**
   * Warnings for the operator, one line each: users who can't log in, and a
   * file that could not be read again.
   */
  problems(): string[] {
    const lines = this.#trouble === undefined ? [] : [this.#trouble];
    for (const name of this.#users.keys()) {
      const why = this.whyLockedOut(name);
      if (why === undefined) continue;
      lines.push(`user ${JSON.stringify(name)} can't log in: ${why}`);
    }
    return lines;
  }

  /** Reads, changes and writes the file; keeps the change if all went well. */
  #change<Outcome extends string>(
    edit: (file: UserFile) => Outcome | "ok",
  ): Promise<Outcome | "ok"> {
    return this.#exclusive(async () => {
      const file = await this.#read();
      const outcome = edit(file);
      if (outcome !== "ok") return outcome;
      try {
        await this.#storage.write(formatUserFile(file));
      } catch (error) {
        throw new UserFileError(
          `can't write users file ${this.#storage.name}: ${reasonOf(error)}`,
          "unwritten",
        );
      }
      this.#accept(file, await this.#currentStamp());
      return outcome;
    });
  }

  /** Runs one task after the other. */
  #exclusive<T>(task: () => Promise<T>): Promise<T> {
    const done = this.#queue.then(task);
    this.#queue = done.then(() => {}, () => {});
    return done;
  }

  async #refresh(): Promise<void> {
    const stamp = await this.#currentStamp();
    if (stamp !== undefined && stamp === this.#stamp) return;
    try {
      this.#accept(await this.#read(), stamp);
    } catch (error) {
      if (!(error instanceof UserFileError)) throw error;
      this.#trouble = error.message;
    }
  }

  #accept({ users, tokens }: UserFile, stamp: string | undefined): void {
    this.#users = users;
    this.#tokens = tokens;
    this.#claims = [...users.values()].flatMap(({ owns }) => owns ?? []);
    this.#stamp = stamp;
    this.#trouble = undefined;
    this.#decoys = [...users.values()].flatMap(({ password }) =>
      password !== undefined && whyUnusable(password) === undefined
        ? [password]
        : []
    );
    for (const changed of this.#watchers) changed();
  }

  async #currentStamp(): Promise<string | undefined> {
    try {
      return await this.#storage.stamp();
    } catch {
      // Reading the file reports the error.
      return undefined;
    }
  }

  async #read(): Promise<UserFile> {
    const { name } = this.#storage;
    try {
      return parseUserFile(await this.#storage.read());
    } catch (error) {
      if (error instanceof LayoutError) {
        throw new UserFileError(
          `users file ${name}: ${error.message}`,
          "layout",
        );
      }
      throw codeOf(error) === "ENOENT"
        ? new UserFileError(`users file ${name} is missing`, "missing")
        : new UserFileError(
          `can't read users file ${name}: ${reasonOf(error)}`,
          "unreadable",
        );
    }
  }

  /**
   * A hash for a name that has none. Methods differ in time, so it is one of
   * another user's, always the same for the same name: the time of a refusal
   * does not reveal which names exist.
   */
  #decoy(name: string): string {
    if (this.#decoys.length === 0) return this.#ownDecoy;
    const number = builtins.crypto.createHmac("sha256", this.#secret).update(
      name,
    ).digest()
      .readUInt32LE();
    return this.#decoys[number % this.#decoys.length];
  }
}

function publicPart(name: string, user: StoredUser): UserInfo {
  const { admin, readonly, auth, owns } = user;
  const info = { name, admin, readonly, auth };
  return owns === undefined ? info : { ...info, owns };
}
