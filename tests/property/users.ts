/**
 * An authenticator whose answers come when the program says so.
 *
 * @module
 */
import type { Authenticator, SessionUser } from "../../bus/elements/access.ts";
import type { Fault } from "../../protocol/errors/fault.ts";
import { type Account, ACCOUNTS, PASSWORD } from "./rights.ts";

/** A login that has not been decided. */
export interface Login {
  /** Where it comes from. */
  readonly remote: string;
  /** Who it is, if the password is right. */
  readonly account: Account | undefined;
  /** Tells the daemon. */
  decide(): void;
}

/** Who a name and a password stand for. */
export function accountOf(name: string, password: string): Account | undefined {
  return ACCOUNTS.find((account) =>
    account.name === name && password === PASSWORD
  );
}

/** An account as the daemon knows it. */
export function userOf({ name, admin, ...rights }: Account): SessionUser {
  return { name, admin, rights };
}

/** Knows {@linkcode ACCOUNTS}, and takes its time. */
export class SlowUsers implements Authenticator {
  /** What the daemon waits for. */
  readonly waiting: Login[] = [];

  authenticate(
    name: string,
    password: string,
    remote: string,
  ): Promise<SessionUser | Fault> {
    const account = accountOf(name, password);
    const { promise, resolve } = Promise.withResolvers<SessionUser | Fault>();
    const decide = () => {
      if (account !== undefined) return resolve(userOf(account));
      resolve({ kind: "invalidPassword", user: name });
    };
    this.waiting.push({ remote, account, decide });
    return promise;
  }

  changePassword(): Promise<Fault | null> {
    return Promise.resolve({ kind: "notAllowed", reason: "not here" });
  }

  addUser(): Promise<Fault | null> {
    return Promise.resolve({ kind: "notAllowed", reason: "not here" });
  }
}
