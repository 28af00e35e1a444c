/**
 * The errors that the owner of an element, or that there is none, is the cause
 * of. Apart from the others, because a page needs them only for an answer that
 * is one of them.
 *
 * @module
 */
import { INTERNAL_ERROR, INVALID_PARAMS } from "./codes.ts";
import { JetError, type JetErrorOptions, quote } from "./classes.ts";
import { has, member, stringOf } from "../../base/object_members.ts";

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

export function occupiedBy(path: string, data: unknown): string {
  if (has(data, "pathIsNode")) {
    return `the path ${quote(path)} is a node: something is below it`;
  }
  if (has(data, "parentIsLeaf")) {
    return `nothing can be below ${quote(path)}, a state or method`;
  }
  return `the path ${quote(path)} is taken already`;
}
