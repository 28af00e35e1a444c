/**
 * What stands between a peer and its link: it turns requests, answers and
 * notifications into what goes over the wire, and back.
 *
 * @module
 */
import { InvalidArgument } from "../../protocol/errors/classes.ts";
import type { WireError } from "../../protocol/errors/codes.ts";
import type { ClientLink } from "../../transport/links/client_link.ts";

/**
 * Method of the notifications that a request of the daemon needs no response any
 * more, and that an element has been replaced. A number: no path and no fetch is
 * called so.
 */
export const CANCEL = 0;

/** The result of a request that has no value. */
export const DONE: unique symbol = Symbol("done");

/** The id of a request that the daemon has routed here. */
export type RoutedId = string | number;

/** The parameters of a request. */
export type Params = Record<string, unknown>;

/**
 * What arrives, always as classic Jet has it:
 *
 * - `{ id, result }` and `{ id, error }` answer a request;
 * - `{ id, method, params }` is a request, its method the path, also with
 *   `deadline` and `caller`;
 * - `{ method: CANCEL, params: { id } }` ends it;
 * - `{ method: CANCEL, params: { path } }`: another owner has the element;
 * - `{ method, params }` is a notification, its method the id of the fetch.
 */
export type Message = Record<string, unknown>;

/** Callbacks of a codec, implemented by the connection. */
export interface CodecHooks {
  /** One message has arrived. */
  message(message: Message): void;
  /** The link has ended, with the reason if it broke. */
  closed(reason: Error | undefined): void;
  /** Takes a line for a log. */
  log(line: string): void;
  /** Whether integers beyond 2^53 are rounded. */
  readonly doubles: boolean | undefined;
}

/** One form of messages on one link. */
export interface Codec {
  /** What it speaks over. */
  readonly link: ClientLink;
  /**
   * Whether the answer to a fetch follows its initial matches. Otherwise they
   * are complete at the next answer of the daemon.
   */
  readonly tellsReady: boolean;
  /** Whether the daemon should join messages into arrays. */
  readonly takesArrays?: boolean;
  /** A request that every daemon answers, with an error at least. */
  readonly question: "info" | "ping";
  /** Largest message that the daemon takes, in bytes. */
  maxMessage: number;
  /** Begins to listen to the link. */
  start(): void;
  /**
   * Sends a request.
   *
   * @throws {TypeError} if a value can't be written.
   * @throws {InvalidArgument} if the daemon does not take such a long message;
   * so do all that send.
   */
  request(id: number, method: string, params: Params): void;
  /**
   * Sends the new value of a state, without wanting an answer.
   *
   * @throws {TypeError} if the value can't be written.
   */
  announce(path: string, value: unknown): void;
  /**
   * Answers a request of the daemon; {@linkcode DONE} if there is no result.
   *
   * @throws {TypeError} if the result can't be written.
   */
  result(id: RoutedId, result: unknown): void;
  /**
   * Answers a request of the daemon with an error.
   *
   * @throws {TypeError} if the error can't be written.
   */
  error(id: RoutedId, error: WireError): void;
  /** Sends what waits, then ends the link. */
  close(): void;
}

/** The error for a message that the daemon would not take. */
export function tooLong(length: number, limit: number): InvalidArgument {
  return new InvalidArgument(
    `a message of ${length} bytes: the daemon takes at most ${limit}`,
  );
}
