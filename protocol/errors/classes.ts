/**
 * The errors that a Jet peer meets, as classes.
 *
 * @module
 */
import { INTERNAL_ERROR, INVALID_PARAMS, RESPONSE_TIMEOUT } from "./codes.ts";
import { has, member } from "../../base/narrowing.ts";

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

/** Nothing has the path; for a list, no node. */
export class NotFound extends JetError {
  /** The path that was asked for. */
  readonly path: string;

  /**
   * Nothing has this path.
   *
   * @param path The path that was asked for.
   * @param data The data on the wire.
   */
  constructor(path: string, data: unknown = { pathNotExists: path }) {
    super(`nothing has the path ${quote(path)}`, {
      code: INVALID_PARAMS,
      data,
    });
    this.name = "NotFound";
    this.path = path;
  }
}

/**
 * The position is not free. The member of `data` gives the reason: a state or
 * method with this path exists (`pathAlreadyExists`), something is below the
 * path (`pathIsNode`), or a state or method is above it (`parentIsLeaf`).
 */
export class Occupied extends JetError {
  /** The path that is taken; for `parentIsLeaf` that of the element above. */
  readonly path: string;

  /**
   * This path is taken.
   *
   * @param path The path that is taken.
   * @param data The data on the wire.
   */
  constructor(path: string, data: unknown = { pathAlreadyExists: path }) {
    super(occupiedBy(path, data), { code: INVALID_PARAMS, data });
    this.name = "Occupied";
    this.path = path;
  }
}

/** The state can be fetched, and not be set. */
export class FetchOnly extends JetError {
  /** The path of the state. */
  readonly path: string;

  /**
   * This state can't be set.
   *
   * @param path The path of the state.
   * @param data The data on the wire.
   */
  constructor(path: string, data: unknown = { fetchOnly: path }) {
    super(`the state ${quote(path)} can't be set`, {
      code: INVALID_PARAMS,
      data,
    });
    this.name = "FetchOnly";
    this.path = path;
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

/** The handler of the owner failed. */
export class PeerError extends JetError {
  /**
   * Stack trace of the owner, if it sends one: peers of this project send only
   * the error's name and message.
   */
  readonly remoteStack: string | undefined;

  /**
   * A handler failed.
   *
   * @param message The owner's message.
   * @param options Code, data and cause.
   */
  constructor(message: string, options: JetErrorOptions = {}) {
    super(message, { ...options, code: options.code ?? INTERNAL_ERROR });
    this.name = "PeerError";
    this.remoteStack = stringOf(member(options.data, "stack"));
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

export function occupiedBy(path: string, data: unknown): string {
  if (has(data, "pathIsNode")) {
    return `the path ${quote(path)} is a node: something is below it`;
  }
  if (has(data, "parentIsLeaf")) {
    return `nothing can be below ${quote(path)}, a state or method`;
  }
  return `the path ${quote(path)} is taken already`;
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

export function stringOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

/** Foreign data in a message for people: short, and never failing. */
export function printable(value: unknown): string {
  if (typeof value === "string") return shortened(value);
  try {
    return shortened(JSON.stringify(value) ?? String(value));
  } catch {
    return "unprintable";
  }
}

function shortened(long: string): string {
  return long.length > 200 ? `${long.slice(0, 200)}…` : long;
}

export function quote(path: string): string {
  return JSON.stringify(shortened(path));
}

const DOCUMENTATION =
  "https://github.com/lipp/node-jet/blob/master/doc/peer.markdown";
