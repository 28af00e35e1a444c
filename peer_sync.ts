/**
 * The synchronous peer of Jet: the operations of `Peer`, each waiting until its
 * answer is there. For scripts, tests and tools that do one thing after the
 * other, in Deno, Bun and Node (22.3; from a checkout 22.18). `docs/peer_sync.md`
 * describes when to use which, and when handlers run.
 *
 * @example Read, set, call
 * ```ts ignore
 * import { InvalidArgument, PeerSync } from "./peer_sync.ts";
 *
 * using peer = PeerSync.connect("tcp://localhost:11122");
 * const target = peer.get<number>("house/target");
 * try {
 *   peer.set("house/target", target + 1);
 * } catch (error) {
 *   if (!(error instanceof InvalidArgument)) throw error;
 *   console.log("it is warm enough:", error.message);
 * }
 * console.log(peer.call("house/boost", [2]));
 * ```
 *
 * @example States and methods of one's own
 * ```ts ignore
 * import { Method, PeerSync, State } from "./peer_sync.ts";
 *
 * using peer = PeerSync.connect("tcp://localhost:11122");
 * const count = peer.add(new State("count", 0));
 * peer.add(new Method("count/up", () => ++count.value));
 * peer.serve(); // what others want, until Ctrl-C
 * ```
 *
 * @module
 */
export * as errors from "./protocol/errors/family.ts";
export * from "./protocol/errors/family.ts";
export type { ReconnectOptions } from "./base/backoff.ts";
export type { PeerClock } from "./base/clock.ts";
export { type AddOptions, OwnedElement } from "./peer/elements/element.ts";
export type {
  Access,
  DescribedOptions,
  OccupiedOptions,
  RemoveLimits,
  StayOptions,
  ValueNotes,
} from "./peer/elements/host.ts";
export type { Meta } from "./peer/elements/meta.ts";
export type {
  Change,
  Entry,
  EntryNotes,
  EntryPlace,
  MethodEntry,
  NodeEntry,
  Notice,
  Row,
  SignalEntry,
  StateEntry,
} from "./peer/fetch/entry.ts";
export type { EventTaker, EventTakerOptions } from "./base/event_taker.ts";
export { PeerEvent, type PeerEventMap, PeerEvents } from "./peer/events.ts";
export type { DaemonInfo } from "./peer/connection/info.ts";
export { Method } from "./peer/elements/method.ts";
export {
  type CallContext,
  type CallHandler,
  type MethodOptions,
} from "./peer/elements/method_options.ts";
export type {
  Child,
  ChildName,
  Listing,
  MethodChild,
  NodeChild,
  SignalChild,
  StateChild,
} from "./peer/fetch/listing.ts";
export type {
  ChildrenOptions,
  ConfigOptions,
  ListOptions,
  PeerOptions,
  SetBelowOptions,
  SetCondition,
  SetOptions,
} from "./peer/options.ts";
export type { ClientTls, GiveTls } from "./transport/links/client_tls.ts";
export type { ElementKind } from "./protocol/rules/rules.ts";
export type { Limits } from "./peer/connection/limits.ts";
export type {
  AskedRules,
  ChangeLimit,
  DeadBand,
  FetchRules,
  PathLimit,
  PathRules,
  SortedRules,
  SortRules,
  ValueRules,
} from "./protocol/rules/written.ts";
export {
  type Issue,
  issuesOf,
  type SchemaConverter,
  type SchemaIssue,
  type SchemaResult,
  type StandardSchema,
} from "./peer/elements/schema.ts";
export type { Caller, RequestInfo } from "./peer/elements/request_scope.ts";
export {
  Group,
  type GroupAnswer,
  type GroupOptions,
} from "./peer/elements/group.ts";
export { Signal, type SignalOptions } from "./peer/elements/signal.ts";
export { State } from "./peer/elements/state.ts";
export type {
  ChangeOptions,
  PlainStateOptions,
  SchemaStateOptions,
  SetContext,
  SetHandler,
  SetOutcome,
  SetResult,
  StateOptions,
} from "./peer/elements/state_options.ts";
export { Typed } from "./peer/values/typed.ts";
export { fromDataUrl, TypedBytes } from "./peer/values/typed_bytes.ts";
export {
  type NumberType,
  typed,
  TypedNumber,
} from "./peer/values/typed_number.ts";
export type { UserRights } from "./peer/connection/users.ts";
export {
  ADAPTED,
  type SetAnswer,
  type SetWarning,
} from "./peer/elements/warning.ts";
export type { FetcherSync } from "./peer_sync/fetcher.ts";
export type {
  ChangeSyncOptions,
  ChildrenSyncOptions,
  ConfigSyncOptions,
  ListSyncOptions,
  PeerSyncOptions,
  SetBelowSyncOptions,
  SetSyncOptions,
  TimeLimit,
} from "./peer_sync/protocol/options.ts";
export type { Operation } from "./peer/operations.ts";
export { PeerSync } from "./peer_sync/peer.ts";
export {
  PeerSyncRequests,
  type SyncOperationRunner,
} from "./peer_sync/requests.ts";
