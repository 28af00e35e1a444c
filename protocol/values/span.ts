/**
 * Where a value of JSON lies in a message.
 *
 * @module
 */
import type { Members } from "../json/member_positions.ts";
import type { Value } from "./value.ts";
import { ValueType } from "./types.ts";

/** A stretch of the message being read, used again for the next message. */
export class Span implements Value {
  readonly type: number = ValueType.json;
  bytes: Uint8Array = new Uint8Array(0);
  start = 0;
  end = 0;

  /** Moves to a member's value. */
  of(members: Members, member: number): this {
    return this.at(members.bytes, members.start(member), members.end(member));
  }

  /** Moves to these bytes. */
  at(bytes: Uint8Array, start: number, end: number): this {
    this.bytes = bytes;
    this.start = start;
    this.end = end;
    return this;
  }
}
