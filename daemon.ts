/**
 * The Jet daemon: class {@linkcode Daemon} for programs that embed it, and the
 * program itself, `deno run -A daemon.ts` or `bun daemon.ts`.
 *
 * @example A daemon of your own
 * ```ts ignore
 * import { Daemon } from "./daemon.ts";
 *
 * const daemon = new Daemon({ name: "laboratory" });
 * await daemon.listen({ port: 11122, wsPort: 11123 });
 * ```
 *
 * @module
 */
export { Daemon } from "./daemon/daemon.ts";
export {
  type DaemonOptions,
  DEFAULT_BINARY_PORT,
  DEFAULT_PORT,
  DEFAULT_UNIX,
  DEFAULT_WS_PORT,
  type InheritedListener,
  type ListenOptions,
} from "./daemon/options/daemon_options.ts";
export type { EventTaker, EventTakerOptions } from "./base/event_taker.ts";
export {
  type DaemonErrorEvent,
  type DaemonEventMap,
  DaemonEvents,
  type PeerEventDetail,
  type PeerInfo,
  type WarningDetail,
} from "./daemon/events.ts";
export type { Credentials, Login } from "./daemon/http/authorize.ts";
export type {
  LimitName,
  LimitReport,
  LimitValues,
} from "./bus/limits/limits.ts";
export { upgradeListener } from "./daemon/http/raw_upgrade.ts";
export type {
  IncomingRequest,
  Serve,
  UpgradeSocket,
} from "./daemon/http/raw_upgrade.ts";
export type { NodeSocket } from "./transport/streams/node.ts";
export type { Waiter } from "./base/ranked_semaphore.ts";
export type { Address } from "./daemon/listeners.ts";
export type { TlsOptions } from "./daemon/tls/options.ts";
export type { KeepOptions } from "./daemon/kept/file.ts";
export type { ClusterOptions } from "./daemon/bridges/cluster/options.ts";
export type { GunLimits, GunOptions } from "./daemon/bridges/gun/service.ts";
export type { ShareRule } from "./daemon/bridges/gun/share.ts";
export {
  type AddUserOutcome,
  type ChangePasswordOutcome,
  type ChangeUserOutcome,
  type NewUserOptions,
  type RemoveUserOutcome,
  type StoredToken,
  type TokenLimits,
  type User,
  type UserAuth,
  type UserChange,
  UserFileError,
  type UserInfo,
  UserStore,
  type UserStoreOptions,
} from "./daemon/users/store.ts";
export type { DialectName } from "./protocol/dialect.ts";
export type { Transport } from "./protocol/link.ts";

if (import.meta.main) {
  // Loaded here only: a program that embeds the daemon has options of its own.
  import("./daemon/main.ts").then(({ main }) => main());
}
