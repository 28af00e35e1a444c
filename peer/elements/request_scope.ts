/**
 * What handlers know of a request beside its parameters.
 *
 * @module
 */
import { isRecord } from "../../base/narrowing.ts";

/** Where a request comes from. */
export interface Caller {
  /** Name that the peer has given itself, or "". */
  readonly name: string;
  /** Name of the user that it is logged in as. */
  readonly user: string | undefined;
}

/** What handlers are given beside a value or arguments. */
export interface RequestInfo {
  /** The path of the state or method. */
  readonly path: string;
  /**
   * Aborts when no caller waits for the response any more: the caller has given up
   * or gone, the time is over, or the connection is lost. Only the daemon of
   * this project tells the first three.
   */
  readonly signal: AbortSignal;
  /** Where the request comes from, if the daemon tells. */
  readonly caller: Caller | undefined;
}

/** One request while it is carried out. */
export class RequestScope {
  readonly caller: Caller | undefined;
  #controller: AbortController | undefined;
  #reason: Error | undefined;

  /** @param caller As it came over the wire. */
  constructor(caller?: unknown) {
    if (!isRecord(caller)) return;
    const { name, user } = caller;
    this.caller = {
      name: typeof name === "string" ? name : "",
      user: typeof user === "string" ? user : undefined,
    };
  }

  /** Made when a handler asks for it. */
  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      if (this.#reason !== undefined) this.#controller.abort(this.#reason);
    }
    return this.#controller.signal;
  }

  /** Why the response is not waited for any more. */
  get reason(): Error | undefined {
    return this.#reason;
  }

  /** The response is not waited for any more. */
  abort(reason: Error): void {
    this.#reason = reason;
    this.#controller?.abort(reason);
  }

  /** What the handler of an element is given. */
  infoFor<More extends object>(path: string, more: More): RequestInfo & More {
    return Object.assign(new ScopeInfo(path, this), more);
  }
}

/** The same, without the means to abort. */
class ScopeInfo implements RequestInfo {
  readonly path: string;
  readonly caller: Caller | undefined;
  readonly #scope: RequestScope;

  constructor(path: string, scope: RequestScope) {
    this.path = path;
    this.caller = scope.caller;
    this.#scope = scope;
  }

  get signal(): AbortSignal {
    return this.#scope.signal;
  }
}
