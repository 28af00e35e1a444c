/**
 * Requests on their way to an owner.
 *
 * @module
 */
import type { RequestId, Routed } from "../protocol/dialect.ts";
import type { Slice } from "../protocol/json.ts";
import type { Session } from "./session.ts";
import { TimerEntry } from "./timer_wheel.ts";

/** A set or call that waits for its owner's answer. */
export class Request extends TimerEntry implements Routed {
  /** Who asked. */
  readonly client: Session;
  /** Who has to answer. */
  readonly owner: Session;
  /** Number of the request at its owner. */
  readonly token: number;
  readonly id: RequestId;
  readonly call: boolean;
  readonly valueAsResult: boolean;
  /** Path of the element asked. */
  readonly path: string;
  // For the error that tells of a timeout.
  readonly #params: Uint8Array;

  constructor(
    client: Session,
    owner: Session,
    token: number,
    id: RequestId,
    call: boolean,
    valueAsResult: boolean,
    path: string,
    params: Slice,
  ) {
    super();
    this.client = client;
    this.owner = owner;
    this.token = token;
    this.id = id;
    this.call = call;
    this.valueAsResult = valueAsResult;
    this.path = path;
    this.#params = params.bytes.slice(params.start, params.end);
  }

  /** The owner has answered. */
  answered(ok: boolean, payload: Slice): void {
    if (this.id !== undefined) this.client.sendAnswer(this, ok, payload);
  }

  /** The owner has left without an answer. */
  abandoned(): void {
    this.client.fail(this.id, { kind: "ownerGone", path: this.path });
  }

  override expired(): void {
    this.owner.forget(this);
    const bytes = this.#params;
    const request = { bytes, start: 0, end: bytes.length };
    this.client.fail(this.id, { kind: "timeout", request });
  }
}
