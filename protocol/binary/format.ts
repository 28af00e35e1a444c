/**
 * The numbers of binary Jet, as BINARY.md lists them.
 *
 * @module
 */

/** Version of the protocol. */
export const BINARY_VERSION = { major: 1, minor: 0, patch: 0 } as const;

/** Subprotocol of binary Jet over WebSocket. */
export const BINARY_SUBPROTOCOL = "jet-binary";

/** First byte of a message. */
export const MessageType = {
  info: 1,
  request: 2,
  response: 3,
  event: 4,
} as const;

/** What a request asks for. */
export const Fn = {
  addState: 1,
  removeState: 2,
  setState: 3,
  addMethod: 4,
  removeMethod: 5,
  callMethod: 6,
  notifyState: 7,
  fetchStates: 8,
  unfetch: 9,
  fetch: 10,
  config: 11,
  echo: 12,
  authenticate: 13,
  list: 14,
  get: 15,
  passwd: 16,
  addUser: 17,
  query: 18,
  removeBelow: 19,
  notifyBelow: 20,
  info: 21,
  ping: 22,
  cancel: 23,
  setBelow: 24,
  addSignal: 25,
  signal: 26,
  removeSignal: 27,
} as const;

/** Kinds of events of a fetch. */
export const EventType = {
  add: 1,
  change: 2,
  remove: 3,
  rows: 4,
  /** The initial matches have been sent. */
  ready: 5,
  /** A request to an owner needs no response any more. */
  cancel: 6,
  /** For fetches that ask: see {@linkcode NoticeKind}. */
  meta: 7,
  stale: 8,
  away: 9,
  back: 10,
  /** Another owner has replaced an element. */
  displaced: 11,
  /** For fetches that include signals. */
  signal: 12,
} as const;

/** Kind of an element in an event or a row. */
export const ElementType = {
  state: 1,
  method: 2,
  node: 3,
  signal: 4,
  /** Added to the kind: the peer can only fetch it. */
  fetchOnly: 128,
} as const;

/** First byte of a response behind its id. */
export const Status = {
  success: 0,
  error: 1,
} as const;

/** Tags of the options of functions. */
export const Option = {
  timeout: 1,
  valueAsResult: 2,
  fetchOnly: 3,
  access: 4,
  kinds: 5,
  from: 6,
  limit: 7,
  values: 8,
  deadline: 9,
  caller: 10,
  cancel: 11,
  replace: 12,
  details: 13,
  meta: 14,
  expires: 15,
  at: 16,
  quality: 17,
  time: 18,
  revision: 19,
  stale: 20,
  away: 21,
  asked: 22,
  stay: 23,
  displaced: 24,
  group: 25,
  revisionIs: 26,
  epochIs: 27,
  keep: 28,
  lost: 29,
  source: 30,
} as const;

/** Bits of the option `details` of the function `info`. */
export const DetailBit = {
  features: 1,
  time: 2,
  revision: 4,
} as const;

/** Bits of the option `kinds`. */
export const KindBit = {
  state: 1,
  method: 2,
  node: 4,
  signal: 8,
} as const;

/** Tags of the info. */
export const InfoTag = {
  features: 1,
  maxMessage: 2,
  separator: 3,
  name: 4,
  version: 5,
  /** Of a peer: see `InfoRequest`. */
  noHalfClose: 6,
} as const;

/** Bits of the features. */
export const Feature = {
  rules: 1,
  hierarchy: 2,
  users: 4,
  ping: 8,
  /** Deadlines, callers, cancelling, replacing, displaced owners, and the time in `INFO`. */
  requests: 16,
  /** The option `keep`. */
  keep: 32,
} as const;
