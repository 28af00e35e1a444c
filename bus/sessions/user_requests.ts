/**
 * Requests concerning users.
 *
 * @module
 */
import type { RequestId, UserInbox } from "../../protocol/inbox.ts";
import type { Fault } from "../../protocol/errors/fault.ts";
import { TaskQueue } from "../../base/task_queue.ts";
import { ignore } from "../../base/narrowing.ts";
import {
  type Authenticator,
  type LoginAttempts,
  notAllowed,
} from "../elements/access.ts";
import type { Host } from "./host.ts";
import type { AwaitedAnswers } from "./awaited_answers.ts";

/**
 * Handles logins and the management of users, one after the other: requests in
 * parallel don't speed up the guessing of passwords.
 */
export class UserRequests implements UserInbox {
  readonly #host: Host;
  readonly #tasks: TaskQueue;
  readonly #attempts: LoginAttempts;
  readonly #answers: AwaitedAnswers;

  /** @param answers Counts requests of this peer that wait for a response. */
  constructor(host: Host, answers: AwaitedAnswers) {
    this.#host = host;
    this.#answers = answers;
    this.#attempts = {
      failures: 0,
      get ended() {
        return host.ended;
      },
    };
    this.#tasks = new TaskQueue((error) => host.report(error));
  }

  authenticate(id: RequestId, user: string, password: string): void {
    const host = this.#host;
    const { users } = host.context.options;
    if (users === undefined) {
      return host.fail(id, { kind: "invalidUser", user });
    }
    // What follows is carried out with the rights of the user.
    const accepted = this.#enqueue(id, async () => {
      const found = await users.authenticate(
        user,
        password,
        host.remote,
        this.#attempts,
      );
      if (host.ended) return;
      if ("kind" in found) return host.fail(id, found);
      // The fetches so far may reach further.
      if (found.within !== undefined && host.fetchCount > 0) {
        const reason = "log in with such a token before the first fetch";
        return host.fail(id, notAllowed(reason));
      }
      await new Promise<void>((resolve) => host.login(found, resolve));
      if (id !== undefined) host.send(host.dialect.user(id, found.rights));
    }, () => host.release());
    if (accepted) host.hold();
  }

  passwd(id: RequestId, user: string, password: string): void {
    this.#manage(
      id,
      (users) => users.changePassword(this.#host.user, user, password),
    );
  }

  addUser(
    id: RequestId,
    user: string,
    password: string,
    groups: readonly string[],
  ): void {
    this.#manage(
      id,
      (users) => users.addUser(this.#host.user, user, password, groups),
    );
  }

  #manage(
    id: RequestId,
    action: (users: Authenticator) => Promise<Fault | null>,
  ): void {
    const host = this.#host;
    const { users } = host.context.options;
    if (users === undefined) {
      return host.fail(id, {
        kind: "notAllowed",
        reason: "there are no users",
      });
    }
    this.#enqueue(id, async () => {
      const fault = await action(users);
      if (fault === null) host.done(id);
      else host.fail(id, fault);
    });
  }

  #enqueue(
    id: RequestId,
    task: () => Promise<void>,
    done: () => void = ignore,
  ): boolean {
    const host = this.#host;
    const accepted = this.#tasks.add(() =>
      task().catch((error) => {
        host.fail(id, { kind: "internal", reason: "internal error" });
        throw error;
      }).finally(() => {
        done();
        this.#answers.end();
      })
    );
    if (accepted) this.#answers.begin();
    else {
      host.fail(id, { kind: "invalid", reason: "too much at once" });
    }
    return accepted;
  }
}
