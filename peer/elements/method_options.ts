/**
 * What a method can be given.
 *
 * @module
 */
import type {
  Access,
  DescribedOptions,
  OccupiedOptions,
  StayOptions,
} from "./host.ts";
import type { RequestInfo } from "./request_scope.ts";
import type { StandardSchema } from "./schema.ts";

/** Second argument of a method's handler. */
export type CallContext = RequestInfo;

/**
 * Carries out a call and returns, or promises, its result. The arguments are
 * what the caller sent, an array or an object, `[]` if there were none; what
 * came as a value of binary Jet and is no JSON is the only one in an array. The
 * type is not checked, unless there is a schema. What it throws is the caller's error:
 * {@linkcode InvalidArgument} and every other {@linkcode JetError} as they are,
 * any other `Error` with its message. A handler that returns nothing gives the
 * caller `{}`.
 */
export type CallHandler<Args, Result> = (
  args: Args,
  context: CallContext,
) => Result | Promise<Result>;

/** What a method can be given. */
export interface MethodOptions<Args = unknown, Result = unknown>
  extends OccupiedOptions, DescribedOptions, StayOptions {
  /** The groups of users that may fetch and call it. */
  access?: Access;
  /**
   * Seconds that a call may take unless the caller gives a time of its own;
   * by default the daemon's (5 s).
   */
  timeout?: number;
  /**
   * Checks the arguments of each call. Refused arguments fail the call with
   * {@linkcode InvalidArgument} and the issues, see {@linkcode issuesOf}. The
   * handler gets what it makes of them, and their type. If it can give JSON
   * Schema, that is `meta.params` by itself.
   */
  params?: StandardSchema<unknown, Args>;
  /**
   * Checks what the handler returns; the caller gets what it makes of that. A
   * result that it refuses is the owner's mistake: the caller gets a
   * {@linkcode PeerError}. If it can give JSON Schema, that is `meta.result` by
   * itself.
   */
  result?: StandardSchema<Result, unknown>;
}
