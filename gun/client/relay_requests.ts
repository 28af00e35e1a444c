/**
 * Requests that the relay has not answered.
 *
 * @module
 */
import { GraphClosed } from "./errors.ts";
import { randomId } from "./message.ts";

/** A request until it is settled. */
export interface RelayRequest<State> {
  /** Id of the message that it was sent with last. */
  id: string;
  /** Members of the message beside its id: JSON without braces. */
  readonly members: string;
  /** What belongs to this kind of request. */
  readonly state: State;
  /** Ends it, with an error or with what its state holds. */
  readonly settle: (error?: unknown) => void;
}

/** What a table of one kind of requests is made of. */
export interface RelayRequestsOptions<State, Result> {
  /** Sends a request, if there is a connection. */
  readonly send: (request: RelayRequest<State>) => void;
  /** Releases what the state of a settled request holds, such as timers. */
  readonly release: (state: State) => void;
  /** The result of a request that is settled without an error. */
  readonly result: (state: State) => Result;
}

/** Requests of one kind by message id. They are kept through reconnects. */
export class RelayRequests<State, Result> {
  readonly #options: RelayRequestsOptions<State, Result>;
  readonly #requests = new Map<string, RelayRequest<State>>();

  constructor(options: RelayRequestsOptions<State, Result>) {
    this.#options = options;
  }

  /** The request that was last sent with this id. */
  get(id: string): RelayRequest<State> | undefined {
    return this.#requests.get(id);
  }

  /** All requests, in the order in which they were last sent. */
  values(): Iterable<RelayRequest<State>> {
    return this.#requests.values();
  }

  /** Adds a request and sends it. */
  add(
    members: string,
    state: State,
    signal?: AbortSignal,
  ): { promise: Promise<Result>; settle: (error?: unknown) => void } {
    const { send, release, result } = this.#options;
    const { promise, resolve, reject } = Promise.withResolvers<Result>();
    const abort = () => request.settle(signal?.reason);
    const request: RelayRequest<State> = {
      id: randomId(),
      members,
      state,
      settle: (error) => {
        if (!this.#requests.delete(request.id)) return;
        release(state);
        signal?.removeEventListener("abort", abort);
        if (error === undefined) resolve(result(state));
        else reject(error);
      },
    };
    this.#requests.set(request.id, request);
    signal?.addEventListener("abort", abort);
    send(request);
    return { promise, settle: request.settle };
  }

  /** Sends all requests again on a new connection. */
  resend(): void {
    for (const request of [...this.#requests.values()]) {
      // A relay drops an id that it knows without an answer.
      this.#requests.delete(request.id);
      request.id = randomId();
      this.#requests.set(request.id, request);
      this.#options.send(request);
    }
  }

  /** Rejects all requests: there will be no connection. */
  close(reason: Error | undefined): void {
    const error = reason ?? new GraphClosed("the graph was closed");
    for (const request of [...this.#requests.values()]) request.settle(error);
  }
}
