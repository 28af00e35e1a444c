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
  readonly params: Slice;

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
    // The message is gone when the answer comes.
    const bytes = params.bytes.slice(params.start, params.end);
    this.params = { bytes, start: 0, end: bytes.length };
  }

  /** The owner has answered. */
  answered(ok: boolean, payload: Slice): void {
    this.client.sendAnswer(this, ok, payload, this.owner);
  }

  /** The owner has left without an answer. */
  abandoned(): void {
    this.client.fail(this.id, { kind: "ownerGone", path: this.path });
  }

  override expired(): void {
    this.owner.forget(this);
    this.client.fail(this.id, { kind: "timeout", request: this.params });
  }
}
