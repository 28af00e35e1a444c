/**
 * What a state can be given: its options and its `set` handler.
 *
 * @module
 */
import type { Limits } from "../connection/limits.ts";
import type { NumberType } from "../values/typed_number.ts";
import type {
  Access,
  DescribedOptions,
  OccupiedOptions,
  StayOptions,
  ValueNotes,
} from "./host.ts";
import type { RequestInfo } from "./request_scope.ts";
import type { StandardSchema } from "./schema.ts";
import type { SetWarning } from "./warning.ts";

/** Second argument of a set handler. */
export interface SetContext extends RequestInfo {
  /** Whether the caller wants to know the value that was taken. */
  readonly valueAsResult: boolean;
}

/** What a set handler can say about the value it was asked to take. */
export interface SetOutcome<T> {
  /** The value that was taken instead of the requested one. */
  value?: T;
  /** Not to announce a value: it has not changed, or is announced later. */
  dontNotify?: boolean;
  /**
   * What the caller shall know about the value that was taken: a text, which
   * says that it was adapted, or a code of one's own. Who asks for the value as
   * the result is given that instead.
   */
  warning?: string | SetWarning;
}

/**
 * What a set handler returns: nothing, for the requested value as it is; what it
 * says about it; or the value that it took. An object without other members than
 * those of {@linkcode SetOutcome} is one.
 */
export type SetResult<T> = SetOutcome<T> | NoInfer<T> | void | undefined;

/**
 * Handles a `set` of another peer. It returns, or promises,
 *
 * - nothing: the requested value is announced;
 * - `{ value }`, or the value itself: it is announced instead;
 * - `{ dontNotify: true }`: nothing is announced;
 * - and with any of these `{ warning }`: it is sent to the caller.
 *
 * What it throws is the caller's error: {@linkcode InvalidArgument} and every
 * other {@linkcode JetError} as they are, any other `Error` with its message.
 * The value comes from outside; the type `T` is not checked, unless the state
 * has a {@linkcode StateOptions.schema}.
 */
export type SetHandler<T> = (
  value: T,
  context: SetContext,
) => SetResult<T> | Promise<SetResult<T>>;

/** What limits a `change`, and what it says about the value. */
export interface ChangeOptions extends Limits, ValueNotes {}

/** What a state can be given. */
export interface StateOptions<T>
  extends OccupiedOptions, DescribedOptions, StayOptions, ValueNotes {
  /**
   * Seconds for which a value holds. Without a change for so long it is stale,
   * and fetches with `times` get the event `stale`; the next change ends that.
   */
  expires?: number;
  /**
   * Whether the daemon keeps the value on its disk, if it keeps values at all
   * (its option `--keep-file`). A value that was kept before is checked by the
   * schema and given to the handler like one that is set, or taken if there is
   * no handler, before the promise of `add` is fulfilled (with `PeerSync`: soon
   * after `add`). If it is refused, the state has the value that it is made with.
   */
  keep?: boolean;
  /** Takes the values that others set. */
  set?: SetHandler<T>;
  /**
   * Whether the state can only be fetched. Without this option that is so if
   * there is no `set` handler. `false` without a handler: every value is taken.
   */
  fetchOnly?: boolean;
  /**
   * Whether the handler is called while it works on an earlier value; by default
   * values are handled one after the other, so that the last one counts.
   */
  concurrent?: boolean;
  /** The groups of users that may fetch and set it. */
  access?: Access;
  /**
   * Seconds that `set` may take unless the caller gives a time of its own;
   * by default the daemon's (5 s).
   */
  timeout?: number;
  /**
   * The type that the state's numbers have in binary Jet, `"f64"` by default,
   * which for a `bigint` is `"i64"`. Numbers that the type does not have are
   * sent as without it. Over JSON there is only one type.
   */
  type?: NumberType;
  /**
   * Checks the values that others set, before the handler sees them. A
   * refused value fails the `set` with {@linkcode InvalidArgument} and the issues,
   * see {@linkcode issuesOf}. What it makes of a value is the value. It checks
   * the owner's own values too, so it has to accept what it gives. If it can
   * give JSON Schema, that is `meta.schema` by itself.
   */
  schema?: StandardSchema<unknown, T>;
}

/** What a state with a schema can be given. */
export interface SchemaStateOptions<T> extends StateOptions<T> {
  /** See {@linkcode StateOptions.schema}. */
  schema: StandardSchema<unknown, T>;
}

/** What a state without a schema can be given. */
export interface PlainStateOptions<T> extends StateOptions<T> {
  /** None. */
  schema?: undefined;
}
