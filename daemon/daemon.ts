/**
 * Class `Daemon`: a bus with its listeners, WebSocket upgrades, users and the
 * relay for GUN.
 *
 * @module
 */
import type { Context } from "npm:hono@4.13.19";
import { apiOf } from "./api.ts";
import { Administration } from "./administration.ts";
import { busOptionsOf, linkLimitsOf, type TimedLimits } from "./bus_options.ts";
import { Bus } from "../bus/bus.ts";
import { Connections } from "../bus/limits/connections.ts";
import type { LimitName, LimitReport } from "../bus/limits/limits.ts";
import type { Session } from "../bus/sessions/session.ts";
import { type Login, sessionUserOf } from "./http/authorize.ts";
import type { Admission } from "./http/admission.ts";
import { admissionOf } from "./admission.ts";
import { serveRoutes } from "./http/serve_routes.ts";
import { StoreAuthenticator } from "./users/authenticator.ts";
import type { SessionUser } from "../bus/elements/access.ts";
import type { OwnedPathsOptions } from "../bus/elements/owned_paths.ts";
import { isSeparator, SEPARATOR_RULE } from "../bus/elements/hierarchy.ts";
import { systemClock } from "../base/system_clock.ts";
import { Failure } from "../command_line/errors.ts";
import { Turns } from "../base/turns.ts";
import type { DaemonOptions, ListenOptions } from "./options/daemon_options.ts";
import {
  DaemonEvents,
  errorEvent,
  peerEvent,
  type PeerInfo,
  peerInfoOf,
  warningEvent,
} from "./events.ts";
import { type Address, type OpenListener, openListeners } from "./listeners.ts";
import { defaultEndpoints, endpointsOf } from "./endpoints.ts";
import { refuse } from "./tls/refusal.ts";
import type { TlsOptions } from "./tls/options.ts";
import { TlsService } from "./tls/service.ts";
import type { SecureEnd } from "../transport/links/byte_stream.ts";
import {
  type GunLimits,
  GunService,
  type GunServiceOptions,
} from "./bridges/gun/service.ts";
import { clusterOf, type ClusterService } from "./bridges/cluster/service.ts";
import { KeptFile } from "./kept/file.ts";
// Without the elements and what else programs take from peer.ts: 65 kB of source.
import { Peer } from "../peer/peer.ts";
import type { PeerOptions } from "../peer/options.ts";
import { ConnectionClosed } from "../protocol/errors/family.ts";
import type { Dialect } from "../protocol/dialect.ts";
import type { Fault } from "../protocol/errors/fault.ts";
import { Dialects } from "../protocol/dialects/detect.ts";
import { CloseCode, type Link } from "../protocol/link.ts";
import { bunWebSocket } from "./http/embedded/bun_websocket.ts";
import { localPair } from "../transport/links/local.ts";
import { OpenLinks } from "../transport/links/open_links.ts";
import { currentSockets } from "../transport/listen/current.ts";
import { Upgrades } from "./upgrades.ts";
import { LoopDelay } from "./figures/loop_delay.ts";
import { OwnStates } from "./figures/own_states.ts";
import { statusOf } from "./figures/status.ts";
import { Monitor } from "./http/monitor.ts";
import { UserWatch } from "./users/watch.ts";
import {
  graphInUseText,
  IgnoredRules,
  unansweredText,
  unkeptText,
  withheldText,
} from "./warnings.ts";

const SHUTS_DOWN = "the daemon shuts down";

/**
 * A Jet daemon. Its events are those of {@linkcode DaemonEventMap}: `connect`
 * and `disconnect` of a peer, `warning` for requests without effect, `error`.
 */
export class Daemon extends DaemonEvents {
  readonly #bus: Bus;
  readonly #connections: Connections;
  readonly #countEnds = new WeakMap<Session, () => void>();
  readonly #dialects: Dialects;
  readonly #users: StoreAuthenticator | undefined;
  readonly #options: DaemonOptions;
  readonly #limits: TimedLimits;
  readonly #webSockets = new OpenLinks();
  readonly #upgrades: Upgrades;
  readonly #gun: GunService | undefined;
  readonly #kept: KeptFile | undefined;
  readonly #cluster: ClusterService | undefined;
  readonly #admission: Admission;
  readonly #api: (context: Context) => Promise<Response>;
  readonly #userWatch: UserWatch | undefined;
  readonly #tls: TlsService | undefined;
  readonly #monitor: Monitor;
  readonly #loopDelay = new LoopDelay(systemClock);
  #ownStates: OwnStates | undefined;
  #listeners: OpenListener[] = [];
  #closing: Promise<void> | undefined;

  /**
   * Makes a daemon without listeners; {@linkcode listen} opens them.
   *
   * @throws {RangeError} if the separator is invalid.
   */
  constructor(options: DaemonOptions = {}) {
    super();
    if (!isSeparator(options.separator ?? "/")) {
      throw new RangeError(SEPARATOR_RULE);
    }
    this.#options = options;
    this.#dialects = new Dialects(
      options.unknownRules === "ignore"
        ? new IgnoredRules((message) => this.#warn(message)).add
        : undefined,
    );
    this.#limits = linkLimitsOf(options, () => this.#bus.limits);
    const busOptions = busOptionsOf(options);
    const { accessControl = false, stallTimeout } = busOptions;
    this.#users = options.users &&
      new StoreAuthenticator(options.users, {
        tellsNames: busOptions.lenientAccess === true,
        paths: this.#paths,
      });
    const turns = new Turns(systemClock, this.#report);
    this.#gun = options.gun &&
      this.#gunService({ stallTimeout, ...options.gun }, turns);
    const warnOf = (path: string, fault: Fault) =>
      this.#warn(unkeptText(path, fault), true);
    this.#kept = options.keep &&
      new KeptFile(options.keep, (all) => this.#bus.kept?.load(all, warnOf));
    this.#cluster = clusterOf(
      options,
      () => this.#bus,
      this.#warn,
      this.#report,
    );
    this.#tls = options.tls && this.#tlsService(options.tls, turns);
    this.#admission = admissionOf(options, this.#users, this.#paths, this.#tls);
    this.#bus = this.#makeBus(busOptions, turns);
    this.#monitor = new Monitor({
      kind: options.metrics,
      bus: this.#bus,
      gun: () => this.#gun?.connections ?? [],
      gunFigures: () => this.#gun?.figures,
      cluster: this.#cluster,
      isReady: () => this.#listeners.length > 0 && !this.#closing,
      loopDelay: this.#loopDelay,
      certificateEnd: () => this.#tls?.certificateEnd,
      login: (context) => this.#admission.login(context),
    });
    this.#gun?.countIn(this.#bus.backlogs, this.#bus.limits);
    this.#connections = new Connections(this.#bus.limits);
    this.#upgrades = new Upgrades({
      limits: this.#limits,
      dialects: this.#dialects,
      webSockets: this.#webSockets,
      connections: this.#connections,
      admission: this.#admission,
      gun: this.#gun,
      gunAccess: accessControl ? options.gun?.access : "open",
      isUser: this.#isUser,
      isClosing: () => this.#closing !== undefined,
      accept: (link, dialect, user) => this.#accept(link, dialect, user),
    });
    this.#api = apiOf(
      this.#bus,
      this.#admission,
      options,
      (link, user) => this.#accept(link, this.#dialects.http, user),
    );
    this.#userWatch = options.users && this.#users && new UserWatch(
      options.users,
      this.#users.tokens,
      systemClock,
      () => {
        this.#bus.reviseUsers();
        this.#gun?.reviseUsers(this.#isUser);
      },
      (message) => this.#report(new Failure(message)),
    );
  }

  #gunService(options: GunServiceOptions, turns: Turns): GunService {
    return new GunService(
      options,
      turns,
      this.#report,
      (bytes) => this.#bus.backlogs.grown(bytes),
      (path, connects) => this.#warn(graphInUseText(path, connects), true),
    );
  }

  #tlsService(options: TlsOptions, turns: Turns): TlsService {
    return new TlsService(options, {
      turns,
      clock: systemClock,
      admit: this.#admit,
      countLimit: (name, limit) => this.#bus.limits.include(name, limit),
      userNamed: (name) => this.#users?.userNamed(name) ?? null,
      onNote: (message, urgent) => this.#warn(message, urgent),
      onTrouble: (message) => this.#report(new Failure(message)),
    });
  }

  #makeBus(options: ReturnType<typeof busOptionsOf>, turns: Turns): Bus {
    const status = statusOf(() => this.#bus, this.#admission, this.#loopDelay);
    const administration = new Administration({
      accessControl: options.accessControl === true,
      sessions: () => this.#bus.sessions,
      gun: () => this.#gun?.connections ?? [],
      isOwnPage: (link) => this.#upgrades.isOwnPage(link),
      ownerOf: (path) => this.#bus.space.find(path)?.owner,
      status,
      tokens: this.#users?.tokens,
      clock: systemClock,
    });
    return new Bus({
      ...options,
      users: this.#users,
      ...administration.busOptions,
      clock: systemClock,
      keep: this.#kept,
      turns,
      onConnect: (session) =>
        this.dispatchEvent(peerEvent("connect", session, "")),
      onDisconnect: (session, reason) => {
        this.#countEnds.get(session)?.();
        this.dispatchEvent(peerEvent("disconnect", session, reason));
      },
      onUnanswered: (session, fault) =>
        this.#warn(unansweredText(fault), false, session),
      onWithheld: (state) => this.#warn(withheldText(state)),
      onError: (_session, error) => this.#report(error),
    }, (space) => {
      this.#ownStates = new OwnStates(space, {
        clock: systemClock,
        status,
        traffic: () => this.#bus.traffic,
        connections: () => administration.connections(),
        ids: () => administration.ids(),
      });
      const gun = this.#gun?.mounts(space, this.#report) ?? [];
      return [this.#ownStates, ...gun];
    });
  }

  get #paths(): OwnedPathsOptions {
    const { separator = "/", hierarchy } = this.#options;
    return { separator, open: hierarchy === "open" };
  }

  readonly #isUser = (user: SessionUser) => this.#current(user) !== null;

  /** The user with the rights of now; `null` if it was removed. */
  #current(user: SessionUser): SessionUser | null {
    return this.#users === undefined ? user : this.#users.current(user);
  }

  /** Counts a connection that no link is made of yet. */
  readonly #admit = (remote: string): (() => void) | string =>
    this.#connections.admit(this.#admission.endOf(remote));

  /** The open listeners. */
  get addresses(): readonly Address[] {
    return this.#listeners.map(({ address }) => address);
  }

  /** The connected peers. */
  get peers(): PeerInfo[] {
    return [...this.#bus.sessions].map(peerInfoOf);
  }

  /** Number of messages that peers have sent since the start. */
  get messages(): number {
    return this.#bus.traffic.messagesIn;
  }

  /** The limits, and how often each was reached. */
  get limits(): Readonly<Record<LimitName, LimitReport> & GunLimits> {
    return this.#bus.limits.report();
  }

  /**
   * Opens listeners: all of the options, or none if one fails. Without options:
   * TCP 11122, WebSocket 11123, binary Jet 11124, all on the loopback addresses,
   * and on Linux the abstract unix socket `/var/run/jet.socket`.
   *
   * @returns The addresses of the new listeners.
   * @throws {Error} if an address is in use or not local, or if the store of
   * GUN or the file of kept values can't be opened.
   * @throws {TypeError} if the daemon has been closed.
   */
  async listen(options?: ListenOptions): Promise<readonly Address[]> {
    if (this.#closing) throw new TypeError("the daemon has been closed");
    this.#userWatch?.start();
    this.#monitor.start();
    const sockets = await currentSockets();
    const given = options ?? defaultEndpoints(sockets);
    const { wsPath, dialect, tls = true } = given;
    const spoken = dialect && this.#dialects[dialect];
    const serve = serveRoutes({
      peers: (context) => this.#upgrades.peer(context, spoken, false),
      path: wsPath,
      gun: this.#gun && ((context) => this.#upgrades.gun(context, false)),
      gunFiles: this.#options.gun?.files,
      api: this.#api,
      radar: this.#options.radar ?? true,
      monitor: this.#monitor.serve,
    });
    const { deadAfter } = this.#options;
    const secured = tls ? await this.#tls?.secured(sockets) : undefined;
    const endpoints = endpointsOf(given, deadAfter, secured !== undefined);
    await this.#kept?.open();
    await this.#gun?.begin();
    await this.#cluster?.begin();
    const opened = await openListeners(secured ?? sockets, endpoints, {
      limits: this.#limits,
      accept: (link, secure) => this.#enter(link, spoken, secure),
      acceptBinary: (link, secure) =>
        this.#enter(link, this.#dialects.binary, secure),
      serve,
      admit: this.#admit,
      unread: this.#bus,
      turns: this.#bus.turns,
    });
    this.#listeners.push(...opened);
    await this.#gun?.share(() => this.peer({ name: "gun", doubles: true }));
    return opened.map(({ address }) => address);
  }

  /**
   * Connects peers by WebSocket, for a route of your own Hono app. On Bun also
   * pass {@linkcode websocket} to `Bun.serve`.
   *
   * @example
   * ```ts ignore
   * Deno.serve(new Hono().get("/jet", daemon.upgrade).fetch);
   * ```
   */
  readonly upgrade = (context: Context): Promise<Response> =>
    this.#upgrades.peer(context, undefined, true);

  /**
   * Handler that connects GUN apps, as in `app.get("/gun", daemon.upgradeGun)`;
   * without the option `gun` it responds 404.
   */
  readonly upgradeGun = (context: Context): Promise<Response> =>
    this.#upgrades.gun(context, true);

  /** The option `websocket` of `Bun.serve`, beside the `fetch` of your app. */
  get websocket(): Record<string, unknown> {
    const { maxMessage } = this.#limits;
    return bunWebSocket(Math.max(maxMessage, this.#gun?.maxMessage ?? 0));
  }

  /**
   * Makes a peer in this process, connected without a socket.
   *
   * @param login Its user; without it, it has the rights of a peer without
   * login.
   */
  peer(options: PeerOptions = {}, login: Login | null = null): Peer {
    const user = sessionUserOf(login, this.#paths);
    return new Peer(() => {
      // After any other error the peer would reconnect.
      if (this.#closing) throw new ConnectionClosed("the daemon was closed");
      const { link, peerLink } = localPair();
      this.#accept(link, this.#dialects.classic, user);
      return peerLink;
    }, options);
  }

  /**
   * Closes the listeners and, after their output has been sent, the
   * connections. Resolves when all have ended.
   */
  close(): Promise<void> {
    return this.#closing ??= this.#close();
  }

  async #close(): Promise<void> {
    this.#userWatch?.stop();
    this.#tls?.stop();
    this.#loopDelay.stop();
    this.#ownStates?.stop();
    const closed = this.#listeners.map(({ listener }) => listener.close());
    this.#bus.close(CloseCode.goingAway, SHUTS_DOWN);
    await this.#cluster?.close();
    await this.#gun?.close();
    await this.#kept?.close();
    await Promise.all([...closed, this.#webSockets.none()]);
    this.#listeners = [];
  }

  /** Reads the files of users and certificates. */
  async reload(): Promise<void> {
    await Promise.all([this.#options.users?.refresh(), this.#tls?.reload()]);
  }

  /** The same as {@linkcode close}, for `await using`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  readonly #report = (error: unknown): void =>
    void this.dispatchEvent(errorEvent(error));

  readonly #warn = (message: string, urgent = false, session?: Session) => {
    this.dispatchEvent(warningEvent(message, session, urgent));
  };

  /** Accepts a link as the user of its client's certificate. */
  #enter(
    link: Link,
    dialect: Dialect | undefined,
    secure: SecureEnd | undefined,
  ): void {
    const user = this.#tls?.userOf(secure) ?? null;
    if (typeof user !== "string") return this.#accept(link, dialect, user);
    this.#warn(`${link.transport} peer ${link.remote}: ${user}`);
    refuse(link, user, dialect === this.#dialects.binary);
  }

  #accept(link: Link, dialect?: Dialect, user?: SessionUser | null): void {
    const refused = this.#closing ? SHUTS_DOWN : this.#cluster?.cutOff;
    if (refused) return link.close(CloseCode.goingAway, refused);
    const now = user ? this.#current(user) : null;
    if (now === null && user) {
      return link.close(CloseCode.policy, "the user was removed");
    }
    try {
      this.#kept?.openNow();
    } catch (error) {
      this.dispatchEvent(errorEvent(error));
      return link.close(CloseCode.internal, "the kept values can't be read");
    }
    const refusal = this.#connections.refusal(link, now?.name);
    if (refusal !== null) return link.close(CloseCode.policy, refusal);
    const session = this.#bus.connect(
      link,
      dialect ?? this.#dialects.classic,
      this.#dialects.detector(dialect),
      now,
    );
    this.#countEnds.set(session, this.#connections.add(link, now?.name));
  }
}
