/**
 * The peer library of Jet: adds states and methods to the realtime object bus,
 * and fetches, sets and calls those of other peers. It imports nothing from outside the
 * project and runs in Deno, Bun, Node (22.3; from a checkout 22.18) and browsers.
 *
 * @example A state, and a program that watches it
 * ```ts
 * import { Daemon } from "./daemon.ts";
 * import { Peer, State } from "./peer.ts";
 *
 * // Somewhere: deno run -A daemon.ts
 * await using daemon = new Daemon();
 * const [{ url }] = await daemon.listen({ port: 0 });
 *
 * await using peer = await Peer.connect(url);
 * const level = await peer.add(new State("tank/level", 40, { set() {} }));
 * peer.fetch<number>({ path: { startsWith: "tank/" } }, ({ path, value }) => {
 *   console.log(path, value);
 * });
 * level.value = 41;
 * await peer.set("tank/level", 42);
 * ```
 *
 * @example Bytes, over binary Jet
 * ```ts
 * import { Daemon } from "./daemon.ts";
 * import { Peer, State, TypedBytes } from "./peer.ts";
 *
 * await using daemon = new Daemon();
 * const [{ url }] = await daemon.listen({ binaryPort: 0 });
 *
 * await using peer = await Peer.connect(url);
 * const gif = new TypedBytes("image/gif", new Uint8Array([0x47, 0x49, 0x46]));
 * await peer.add(new State("chart/picture", gif)); // JSON peers: a data: URL
 * await peer.add(new State("chart/samples", new Float64Array(256)));
 * await peer.add(new State("chart/count", 0, { type: "u32" }));
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
export {
  Group,
  type GroupAnswer,
  type GroupOptions,
} from "./peer/elements/group.ts";
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
export type { Fetcher, FetchOptions } from "./peer/fetch/fetcher.ts";
export type { DaemonTime } from "./peer/connection/daemon_clock.ts";
export type { DaemonInfo } from "./peer/connection/info.ts";
export type {
  AnyLink,
  BinaryLink,
  ClientLink,
  Connector,
  PeerLink,
} from "./transport/links/client_link.ts";
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
  CallOptions,
  ChildrenOptions,
  ConfigOptions,
  GetOptions,
  ListOptions,
  PeerOptions,
  SetBelowOptions,
  SetCondition,
  SetOptions,
} from "./peer/options.ts";
export type { ClientTls, GiveTls } from "./transport/links/client_tls.ts";
export type { FetchObserver } from "./peer/core.ts";
export type { Operation, OperationRunner } from "./peer/operations.ts";
export { Peer } from "./peer/peer.ts";
export { PeerRequests } from "./peer/requests.ts";
export type { Limits } from "./peer/connection/limits.ts";
export type {
  AskedRules,
  ChangeLimit,
  DeadBand,
  ElementKind,
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
export {
  type Store,
  storeOf,
  type StoreSource,
  type WatchedFetch,
} from "./peer/fetch/store.ts";
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
