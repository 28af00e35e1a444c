/**
 * The errors that a Jet peer meets, as classes, and their translation from and
 * to the error objects of the wire. It reads what classic daemons (node-jet
 * 2.x, cjet, this project's own) and node-jet 3.x send, and writes the form
 * that node-jet 2.x programs turn into typed errors of their own.
 *
 * @module
 */

/** JSON-RPC's code for wrong parameters. */
export const INVALID_PARAMS = -32602;
/** JSON-RPC's code for a failure inside the answering side. */
export const INTERNAL_ERROR = -32603;
/** Jet's code for an owner that did not answer in time. */
export const RESPONSE_TIMEOUT = -32001;

const DOCUMENTATION =
  "https://github.com/lipp/node-jet/blob/master/doc/peer.markdown";

/** The error object of a JSON-RPC answer. */
export interface WireError {
  /** What kind of error it is, a number of JSON-RPC or of Jet. */
  readonly code: number;
  /** A short text, the same for all errors of one code. */
  readonly message: string;
  /** What is particular to this error. */
  readonly data?: unknown;
}

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
 * import { JetError } from "./errors.ts";
 *
 * throw new JetError("the door is open", { code: 17, data: { door: 3 } });
 * ```
 */
export class JetError extends Error {
  /** The code on the wire. */
  readonly code: number;
  /** The data on the wire: whatever the other side said, unchecked. */
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
 * The position is not free. The member of `data` tells why: a state or method
 * with this path exists (`pathAlreadyExists`), something is below the path
 * (`pathIsNode`), or a state or method is above it (`parentIsLeaf`).
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
 * import { InvalidArgument } from "./errors.ts";
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
   * Where it failed inside the owner, as far as the owner tells: Jet peers of
   * this project only say the error's name and message.
   */
  readonly remoteStack: string | undefined;

  /**
   * A handler failed.
   *
   * @param message What the owner said about it.
   * @param options Code, data and cause.
   */
  constructor(message: string, options: JetErrorOptions = {}) {
    super(message, { ...options, code: options.code ?? INTERNAL_ERROR });
    this.name = "PeerError";
    this.remoteStack = text(member(options.data, "stack"));
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

/**
 * Turns the error object of an answer into a typed error. It takes anything:
 * what it does not know becomes a {@linkcode JetError} with that code and data.
 *
 * @example
 * ```ts
 * import { errorFromWire, NotFound } from "./errors.ts";
 *
 * const error = errorFromWire({
 *   code: -32602,
 *   message: "Invalid params",
 *   data: { pathNotExists: "a/b" },
 * });
 * console.log(error instanceof NotFound); // true
 * ```
 */
export function errorFromWire(error: unknown): JetError {
  const code = member(error, "code");
  const data = member(error, "data");
  const message = text(member(error, "message")) ?? text(error) ??
    "the request failed";
  const named = errorFromName(error, data, message);
  if (named !== undefined) return named;
  switch (code) {
    case INVALID_PARAMS:
      return invalidParams(message, data);
    case INTERNAL_ERROR:
      return internalError(message, data);
    case RESPONSE_TIMEOUT:
      return new PeerTimeout(message, { data });
  }
  return new JetError(message, {
    code: isCode(code) ? code : INTERNAL_ERROR,
    data,
  });
}

/**
 * Turns whatever a handler threw into the error object of its answer.
 *
 * - a {@linkcode JetError} and any other object with a whole `code` and a
 *   `message`: code, message and data as they are
 * - any other `Error`: -32603 with its name and message, without its stack,
 *   which is nobody's business but the owner's
 * - anything else: -32603 with its text
 *
 * The data of -32602 and -32603 is always an object: a node-jet 2.x process
 * ends when such an error has none.
 */
export function errorToWire(error: unknown): WireError {
  if (error instanceof JetError && !(error instanceof ConnectionClosed)) {
    return classic(error.code, classicMessage(error), error.data);
  }
  if (error instanceof Error) {
    const line = `${error.name}: ${error.message}`;
    return internal(error.message, line);
  }
  const code = member(error, "code");
  const message = text(member(error, "message"));
  if (isCode(code) && message !== undefined) {
    return classic(code, message, member(error, "data"));
  }
  return internal(message ?? printable(error), "no stack available");
}

/** Node-jet 3.x names its errors; classic Jet lets the data tell. */
function errorFromName(
  error: unknown,
  data: unknown,
  message: string,
): JetError | undefined {
  const name = text(member(data, "name")) ?? text(member(error, "name"));
  const details = text(member(data, "details"));
  switch (name) {
    case "jet.NotFound":
      return new NotFound(pathOf(data, "pathNotExists") ?? details ?? "", data);
    case "jet.Occupied":
      return new Occupied(
        pathOf(data, "pathAlreadyExists") ?? details ?? "",
        data,
      );
    case "jet.FetchOnly":
      return new FetchOnly(pathOf(data, "fetchOnly") ?? details ?? "", data);
    case "jet.InvalidArgument":
    case "jet.InvalidParam":
      return new InvalidArgument(details ?? message, data);
    case "jet.Unauthorized":
    case "jet.InvalidUser":
    case "jet.InvalidPassword":
      return new Unauthorized(details ?? message, data);
    case "jet.PeerTimeout":
      return new PeerTimeout(message, { data });
    case "jet.PeerError":
      return new PeerError(details ?? message, { data });
  }
}

/** What -32602 means is said by the one member that its data has. */
function invalidParams(message: string, data: unknown): JetError {
  const missing = pathOf(data, "pathNotExists", "not exists");
  if (missing !== undefined) return new NotFound(missing, data);
  const taken = pathOf(data, "pathAlreadyExists", "exists");
  if (taken !== undefined) return new Occupied(taken, data);
  const inTheWay = pathOf(data, "pathIsNode", "parentIsLeaf");
  if (inTheWay !== undefined) return new Occupied(inTheWay, data);
  const gap = pathOf(data, "emptySegment");
  if (gap !== undefined) {
    return new InvalidArgument(
      `the path ${quote(gap)} has an empty segment`,
      data,
    );
  }
  const fetchOnly = pathOf(data, "fetchOnly");
  if (fetchOnly !== undefined) return new FetchOnly(fetchOnly, data);
  const denied = pathOf(data, "noAccess", "request not authorized");
  if (denied !== undefined) {
    return new Unauthorized(`no access to ${quote(denied)}`, data);
  }
  if (has(data, "invalidUser")) return new Unauthorized("unknown user", data);
  if (has(data, "invalidPassword")) {
    return new Unauthorized("wrong password", data);
  }
  if (has(data, "noAccess")) return new Unauthorized("no access", data);
  const reason = text(member(member(data, "invalidArgument"), "message")) ??
    text(member(data, "reason"));
  if (reason !== undefined) return new InvalidArgument(reason, data);
  const told = data === undefined || data === null
    ? message
    : `${message}: ${printable(data)}`;
  return new InvalidArgument(told, data);
}

function internalError(message: string, data: unknown): JetError {
  const reason = text(member(data, "reason"));
  if (reason !== undefined && reason.startsWith("timeout")) {
    return new PeerTimeout(reason, { code: INTERNAL_ERROR, data });
  }
  const told = text(member(data, "message")) ?? reason ?? text(data) ?? message;
  return new PeerError(told, { data });
}

/** The texts that belong to Jet's own codes; node-jet has them fixed. */
function classicMessage(error: JetError): string {
  if (error.code === INVALID_PARAMS) return "Invalid params";
  if (error instanceof PeerTimeout && error.code === RESPONSE_TIMEOUT) {
    return "Response Timeout";
  }
  return error.code === INTERNAL_ERROR && isObject(error.data)
    ? "Internal error"
    : error.message;
}

function classic(code: number, message: string, data: unknown): WireError {
  if (code !== INVALID_PARAMS && code !== INTERNAL_ERROR) {
    return data === undefined ? { code, message } : { code, message, data };
  }
  if (isObject(data)) return { code, message, data };
  const details = data === undefined || data === null ? {} : { details: data };
  return {
    code,
    message,
    data: { message, stack: "no stack available", ...details },
  };
}

function internal(message: string, stack: string): WireError {
  return {
    code: INTERNAL_ERROR,
    message: "Internal error",
    data: { message, stack },
  };
}

function occupiedBy(path: string, data: unknown): string {
  if (has(data, "pathIsNode")) {
    return `the path ${quote(path)} is a node: something is below it`;
  }
  if (has(data, "parentIsLeaf")) {
    return `nothing can be below ${quote(path)}, a state or method`;
  }
  return `the path ${quote(path)} is taken already`;
}

function invalidArgument(message: string): unknown {
  return {
    invalidArgument: {
      name: "jet.InvalidArgument",
      message,
      url: `${DOCUMENTATION}#jetinvalidargument`,
    },
  };
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function has(value: unknown, name: string): boolean {
  return isObject(value) && Object.hasOwn(value, name);
}

function isCode(value: unknown): value is number {
  return typeof value === "number" && Number.isInteger(value);
}

function member(value: unknown, name: string): unknown {
  return isObject(value) && name in value
    ? Reflect.get(value, name)
    : undefined;
}

function text(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

function pathOf(data: unknown, ...names: string[]): string | undefined {
  for (const name of names) {
    if (has(data, name)) {
      const path = text(member(data, name));
      if (path !== undefined) return path;
    }
  }
}

/** Foreign data in a message for people: short, and never failing. */
function printable(value: unknown): string {
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

function quote(path: string): string {
  return JSON.stringify(shortened(path));
}
