/**
 * The errors that a Jet peer meets, as classes.
 *
 * @module
 */
import { INTERNAL_ERROR, INVALID_PARAMS, RESPONSE_TIMEOUT } from "./codes.ts";

/** What a {@linkcode JetError} carries besides its message. */
export interface JetErrorOptions extends ErrorOptions {
  /** The code on the wire, -32603 ("Internal error") if not given. */
  code?: number;
  /** The data on the wire, any JSON. */
  data?: unknown;
}

/**
 * The base of all errors of the bus. A handler may throw one with a code of
 * its own: the caller gets code, message and data as they are.
 *
 * @example
 * ```ts
 * import { JetError } from "./peer.ts";
 *
 * throw new JetError("the door is open", { code: 17, data: { door: 3 } });
 * ```
 */
export class JetError extends Error {
  /** The code on the wire. */
  readonly code: number;
  /** The data on the wire, unchecked. */
  readonly data: unknown;

  /**
   * An error for the other side to read.
   *
   * @param message What happened, for a reader.
   * @param options Code, data and cause.
   */
  constructor(message: string, options: JetErrorOptions = {}) {
    super(
      message,
      options.cause === undefined ? undefined : { cause: options.cause },
    );
    this.name = "JetError";
    this.code = options.code ?? INTERNAL_ERROR;
    this.data = options.data;
  }
}

/**
 * The value, the arguments or the rules were refused. Throw it in a handler to
 * refuse what a caller asks for.
 *
 * @example
 * ```ts
 * import { InvalidArgument } from "./peer.ts";
 *
 * function checked(percent: number): number {
 *   if (percent > 100) throw new InvalidArgument("at most 100");
 *   return percent;
 * }
 * ```
 */
export class InvalidArgument extends JetError {
  /**
   * Refuses what a caller asks for.
   *
   * @param message Why, for the caller to read.
   * @param data The data on the wire.
   */
  constructor(message: string, data: unknown = invalidArgument(message)) {
    super(message, { code: INVALID_PARAMS, data });
    this.name = "InvalidArgument";
  }
}

/** The peer's user may not do this, or name or password are wrong. */
export class Unauthorized extends JetError {
  /**
   * Refuses a user.
   *
   * @param message What is not allowed.
   * @param data The data on the wire.
   */
  constructor(message: string, data: unknown = { noAccess: true }) {
    super(message, { code: INVALID_PARAMS, data });
    this.name = "Unauthorized";
  }
}

/** The owner, or the daemon, did not answer in time. */
export class PeerTimeout extends JetError {
  /**
   * It took too long.
   *
   * @param message What was waited for.
   * @param options Code, data and cause.
   */
  constructor(
    message: string = "no answer in time",
    options: JetErrorOptions = {},
  ) {
    super(message, {
      ...options,
      code: options.code ?? RESPONSE_TIMEOUT,
      data: options.data ?? {},
    });
    this.name = "PeerTimeout";
  }
}

/**
 * There is no connection to the daemon, or it ended before the answer came:
 * whether the request was carried out is not known then.
 */
export class ConnectionClosed extends JetError {
  /**
   * The connection ended.
   *
   * @param message Which connection, and why it ended.
   * @param options The cause.
   */
  constructor(message: string, options: ErrorOptions = {}) {
    super(message, options);
    this.name = "ConnectionClosed";
  }
}

export function invalidArgument(message: string): unknown {
  return {
    invalidArgument: {
      name: "jet.InvalidArgument",
      message,
      url: `${DOCUMENTATION}#jetinvalidargument`,
    },
  };
}

/** At most 200 characters of a text. */
export function shortened(long: string): string {
  return long.length > 200 ? `${long.slice(0, 200)}…` : long;
}

export function quote(path: string): string {
  return JSON.stringify(shortened(path));
}

const DOCUMENTATION =
  "https://github.com/lipp/node-jet/blob/master/doc/peer.markdown";
