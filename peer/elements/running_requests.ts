/**
 * The requests of the daemon that elements are carrying out.
 *
 * @module
 */
import { isThenable } from "../../base/narrowing.ts";
import type { RequestHandler } from "./host.ts";
import { RequestScope } from "./request_scope.ts";
import type { Responder } from "./responder.ts";

/** See the module. */
export class RunningRequests {
  readonly #scopes = new Map<unknown, RequestScope>();

  /** Has an element carry out a request and answers it, now or later. */
  carryOut(
    target: RequestHandler,
    request: { id?: unknown; params?: unknown; caller?: unknown },
    answer: Responder,
  ): void {
    const { id, params, caller } = request;
    const scope = new RequestScope(caller);
    try {
      const result = target.handle(params, scope);
      if (!isThenable(result)) return answer.result(result);
      this.#scopes.set(id, scope);
      const done = () => {
        if (this.#scopes.get(id) === scope) this.#scopes.delete(id);
      };
      result.then((late) => {
        done();
        answer.result(late);
      }, (error: unknown) => {
        done();
        answer.error(error);
      });
    } catch (error) {
      answer.error(error);
    }
  }

  /** The caller does not wait for an answer any more. */
  cancel(id: unknown): void {
    this.#scopes.get(id)?.abort(
      new DOMException("the request is not waited for any more", "AbortError"),
    );
  }

  /** Aborts all, since no answer can be sent. */
  abort(reason: Error): void {
    for (const scope of this.#scopes.values()) scope.abort(reason);
    this.#scopes.clear();
  }
}
