/**
 * The elements of a peer, as the peer sees them. Their implementation is loaded
 * when the first one is added.
 *
 * @module
 */
import type { Connection } from "../connection/connection.ts";
import type { Limits } from "../connection/limits.ts";
import type { Message } from "../codecs/codec.ts";
import type { RequestScope } from "./request_scope.ts";
import type { PeerClock } from "../../base/clock.ts";
import type { Meta } from "./meta.ts";
import type { NumberType } from "../values/typed_number.ts";
import type { SchemaConverter } from "./schema.ts";

/**
 * Groups of users that may use an element. Without it, the daemon's default
 * access applies.
 */
export interface Access {
  /** Groups that may fetch the element. */
  fetchGroups?: string[];
  /** Groups that may set the state. */
  setGroups?: string[];
  /** Groups that may call the method. */
  callGroups?: string[];
}

/** What becomes of an element whose path is taken. */
export interface OccupiedOptions {
  /**
   * "silent": it takes the place of an element whose owner gives no sign of
   * life. An owner of this library, and one over a WebSocket that answers
   * pings, is asked and has 5 s; any other is silent if it has sent nothing
   * since a request to it timed out. An owner of this library that is replaced
   * dispatches an `error` event when it goes on, any other gets an error for its
   * later changes. Only with the daemon of this project.
   */
  replace?: "silent";
  /**
   * "wait": adding waits until the path is free, and tries again with growing
   * pauses of up to 10 s; by default it fails with {@linkcode Occupied}.
   */
  occupied?: "wait";
}

/** What becomes of an element when its owner leaves. */
export interface StayOptions {
  /**
   * Seconds for which the element stays on the bus when the connection of the
   * peer ends: what others set and call waits meanwhile, and the peer's return
   * tells only what differs. Removing it ends it at once. Only with the daemon
   * of this project.
   */
  stay?: number;
}

/** What limits the waiting for the end of elements. */
export interface RemoveLimits extends Limits {
  /** Whether the daemon keeps the kept values of the states. */
  keep?: boolean;
}

/** What an owner says about a value. */
export interface ValueNotes {
  /** When the value came about, in milliseconds since 1970. */
  at?: number;
  /**
   * The quality of the value: `good`, `uncertain`, `bad`, or another text of at
   * most 64 characters.
   */
  quality?: string;
}

/** What an element can say about itself. */
export interface DescribedOptions {
  /** Metadata, for peers that ask for it. See {@linkcode Meta}. */
  meta?: Meta;
}

/** A validator that may offer JSON Schema, whatever it validates. */
export interface Describable {
  readonly "~standard": { readonly jsonSchema?: SchemaConverter | undefined };
}

/** The validators of an element, by their names in the metadata. */
export interface ElementSchemas {
  readonly schema?: Describable | undefined;
  readonly params?: Describable | undefined;
  readonly result?: Describable | undefined;
}

/** What a `change` can say: a value with notes, or only metadata. */
export interface ChangeParams extends ValueNotes {
  value?: unknown;
  /** `null`: there is none any more. */
  meta?: Meta | null;
}

/** Carries out what other peers want of an element. */
export interface RequestHandler {
  /**
   * Carries out a `set` or `call` and returns its result, or a promise.
   *
   * @throws the error of the response, see `errorToWire`.
   */
  handle(params: unknown, scope?: RequestScope): unknown;
  /**
   * Of a state: takes a value that the daemon has kept, as if it were set; or
   * returns a promise.
   *
   * @throws {JetError} if it is refused.
   */
  restore?(value: unknown): unknown;
}

/** An element as the peer that owns it uses it. */
export interface HostedElement {
  /** The path. */
  readonly path: string;
  /** Set while the schema of a state validates the initial value. */
  readonly checked: Promise<void> | undefined;
  /**
   * Makes a peer the owner.
   *
   * @throws {JetError} if another peer has the element.
   */
  attach(host: ElementHost): void;
  /** What becomes of the element when its path is taken. */
  readonly options: OccupiedOptions & { keep?: boolean };
  /** The group that decides upon its values. */
  readonly group?: HostedElement | undefined;
  /** Metadata as the program gives it. */
  readonly meta: Meta | undefined;
  /** Its validators. */
  readonly schemas: ElementSchemas;
  /** The parameters of `add`, without the metadata. */
  describe(): Record<string, unknown>;
  /** Type of the numbers of a state. */
  readonly type?: NumberType | undefined;
  /** Given by the element, or made when it is added. */
  handler: RequestHandler | undefined;
}

/** The peer that an element was added to, as the element uses it. */
export interface ElementHost {
  /** Adds the element, again after every reconnect. */
  add(element: HostedElement, limits?: Limits): Promise<void>;
  /** Removes the element from the bus. */
  remove(element: HostedElement, limits?: RemoveLimits): Promise<void>;
  /**
   * Sends the value of a state, if the daemon has the state.
   *
   * @throws {TypeError} if the value can't be sent.
   */
  announce(element: HostedElement, value: unknown): void;
  /** Sends the value of a state or metadata; fulfilled when the daemon has it. */
  confirm(
    element: HostedElement,
    change: ChangeParams,
    limits?: Limits,
  ): Promise<void>;
  /**
   * Gives states below a path new values, in one request; fulfilled, or returns,
   * when the daemon has them.
   */
  confirmBelow?(
    path: string,
    values: Readonly<Record<string, unknown>>,
    limits?: Limits,
  ): Promise<void> | void;
  /**
   * Sends a value of a signal; fulfilled when the daemon has passed it on.
   *
   * @throws {ConnectionClosed} if the daemon does not have the signal.
   */
  signal(
    element: HostedElement,
    value: unknown,
    limits?: Limits,
  ): Promise<void>;
  /** Whether the daemon has the element now. */
  has(element: HostedElement): boolean;
}

/** What the elements of a peer need of it. */
export interface ElementsParts {
  readonly connection: Connection;
  /** What separates the segments of a path. */
  readonly separator: string;
  readonly clock: PeerClock;
  readonly log: (line: string) => void;
  /** Reports what no promise of the program says. */
  readonly failed: (path: string, reason: Error) => void;
}

/** The elements of a peer, kept through reconnects. */
export interface Elements extends ElementHost {
  /**
   * Adds an `OwnedElement`, again after every reconnect.
   *
   * @param call Number of the program's call, if it has waited: what has been removed
   * since is not added.
   * @throws {TypeError} if it is not one.
   */
  own(element: object, limits?: Limits, call?: number): Promise<void>;
  /** Takes everything at a path and below off the bus, in one request. */
  removeBelow(path: string, limits?: RemoveLimits): Promise<void>;
  /**
   * Gives states below a path new values, in one request.
   *
   * @param values By the paths as seen from there.
   */
  changeBelow(
    path: string,
    values: Readonly<Record<string, unknown>> | ReadonlyMap<string, unknown>,
    limits?: Limits,
  ): Promise<void>;
  /** The link is new: all are added again. */
  opened(): void;
  /** The link is lost: the daemon has none any more. */
  lost(): void;
  /** Nothing will be added again. */
  closed(reason: Error | undefined): void;
  /**
   * Takes a request that the daemon has routed here, and answers it; or that one
   * needs no response any more.
   */
  forward(method: unknown, message: Message): void;
}
