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
import { type Context, Hono } from "npm:hono@4.13.19";
import { Bus, type Recognise } from "./bus/bus.ts";
import type { Session } from "./bus/sessions/session.ts";
import {
  authorizeByPassword,
  type Credentials,
  credentialsOf,
  type Login,
  unauthorized,
} from "./daemon/http/authorize.ts";
import { StoreAuthenticator } from "./daemon/users/authenticator.ts";
import { isSeparator, SEPARATOR_RULE } from "./bus/hierarchy.ts";
import { systemClock } from "./daemon/clock.ts";
import {
  type Address,
  type OpenListener,
  openListeners,
} from "./daemon/listeners.ts";
import type { Mount } from "./bus/space/space.ts";
import { type GunOptions, GunService } from "./daemon/bridges/gun/service.ts";
import type { ShareRule } from "./daemon/bridges/gun/share.ts";
import { GunSpace } from "./daemon/bridges/gun/space.ts";
import { msgpack } from "./daemon/msgpack.ts";
import { isHandshake } from "./daemon/http/handshake.ts";
import { mayConnect } from "./daemon/http/origin.ts";
import type { UserStore } from "./daemon/users/store.ts";
import { ConnectionClosed, Peer, type PeerOptions } from "./peer.ts";
import { BINARY_PORT, BINARY_SUBPROTOCOL } from "./protocol/binary/format.ts";
import type { Dialect } from "./protocol/dialect.ts";
import { type DialectName, Dialects } from "./protocol/dialects/detect.ts";
import { DEFAULT_MAX_MESSAGE } from "./protocol/frame.ts";
import { CloseCode, type Link, type Transport } from "./protocol/link.ts";
import { bunWebSocket } from "./daemon/http/bun_websocket.ts";
import { localPair } from "./transport/links/local.ts";
import { OpenLinks } from "./transport/links/open_links.ts";
import { currentRuntime } from "./transport/runtime.ts";
import { VERSION } from "./base/version.ts";

export type {
  Address,
  Credentials,
  DialectName,
  GunOptions,
  Login,
  ShareRule,
  Transport,
};
export {
  type AddUserOutcome,
  type ChangePasswordOutcome,
  type NewUserOptions,
  type RemoveUserOutcome,
  type User,
  type UserAuth,
  UserFileError,
  type UserInfo,
  UserStore,
} from "./daemon/users/store.ts";

/** TCP port that Jet peers know. */
export const DEFAULT_PORT = 11122;
/** Port of HTTP and WebSocket that Jet peers know. */
export const DEFAULT_WS_PORT = 11123;
/** TCP port of binary Jet. */
export const DEFAULT_BINARY_PORT: number = BINARY_PORT;
/** The unix socket that cjet's peers know, an abstract one. */
export const DEFAULT_UNIX = "\0/var/run/jet.socket";

/** How a daemon behaves. */
export interface DaemonOptions {
  /** Name that `info` tells; default "jet". */
  name?: string;
  /**
   * Seconds that a `set` or `call` waits for the owner where neither the
   * request nor the element says otherwise; default 5.
   */
  timeout?: number;
  /** Largest message taken, in bytes; default 1 MiB and 64 KiB. */
  maxMessage?: number;
  /**
   * Bytes that may wait for a slow peer before only the newest change of each
   * state is kept for it; default 1 MiB.
   */
  softBacklog?: number;
  /** Bytes waiting for a peer at which it is disconnected; default 64 MiB. */
  hardBacklog?: number;
  /**
   * The users. Without them and without {@linkcode authorize} everybody may do
   * everything.
   */
  users?: UserStore;
  /**
   * Whether elements that name no groups are for users only; default false:
   * they are for everybody.
   */
  closed?: boolean;
  /**
   * What separates the segments of a path, one character that is no letter or
   * digit, and not `+` or `#`; default "/".
   */
  separator?: string;
  /**
   * What may be where. "strict", the default: a position is free if it is
   * neither a state or method nor a node, and no state or method is above it;
   * segments are not empty. "open": any path, also leaves below leaves.
   */
  hierarchy?: "strict" | "open";
  /**
   * Origins of web pages that may connect beside those of this machine, such
   * as `https://example.org`; `*` for all.
   */
  allowOrigins?: readonly string[];
  /**
   * Tells who a WebSocket's upgrade request comes from, by its cookies,
   * headers, or the credentials of HTTP Basic or Bearer that it has; or answers
   * it with a refusal. `null` is somebody who has not logged in. Without it,
   * Basic is checked against {@linkcode users}.
   */
  authorize?: (
    request: Request,
    credentials: Credentials | null,
  ) => Login | null | Response | Promise<Login | null | Response>;
  /** Relays GUN at the path `/gun`; without it there is no such path. */
  gun?: GunOptions;
}

/** What a daemon shall listen on; what is left out is not listened on. */
export interface ListenOptions {
  /** Address of this machine to listen on; default "127.0.0.1". */
  host?: string;
  /** TCP port; 0 takes any that is free. */
  port?: number;
  /** Port for HTTP and WebSocket; 0 takes any that is free. */
  wsPort?: number;
  /** TCP port for binary Jet; 0 takes any that is free. */
  binaryPort?: number;
  /** Unix socket: a file, or an abstract name that begins with `\0` or `@`. */
  unix?: string;
  /**
   * Dialect that all peers speak who come here; without it each is recognised
   * by its first messages.
   */
  dialect?: DialectName;
}

/** What the daemon knows of a connected peer. */
export interface PeerInfo {
  /** Name that the peer gave itself by `config`, or "". */
  name: string;
  /** What it is connected by. */
  transport: Transport;
  /** Where it is. */
  remote: string;
  /** Form of its messages. */
  dialect: string;
  /** Number of its states and methods. */
  elements: number;
  /** Number of its fetches. */
  fetches: number;
}

/** Detail of the events `connect` and `disconnect` of a {@linkcode Daemon}. */
export interface PeerEventDetail {
  /** The peer. */
  peer: PeerInfo;
  /** Why it was disconnected; "" on connect. */
  reason: string;
}

/**
 * A Jet daemon. It dispatches `connect` and `disconnect` as `CustomEvent`s
 * with a {@linkcode PeerEventDetail}, and `error` as an `ErrorEvent` if it
 * fails in a message.
 */
export class Daemon extends EventTarget {
  readonly #bus: Bus;
  readonly #dialects = new Dialects();
  readonly #users: StoreAuthenticator | undefined;
  readonly #options: DaemonOptions;
  readonly #maxMessage: number;
  readonly #webSockets = new OpenLinks();
  readonly #gun: GunService | undefined;
  #listeners: OpenListener[] = [];
  #closing: Promise<void> | undefined;

  /**
   * A daemon that nobody can reach yet: see {@linkcode listen}.
   *
   * @throws {RangeError} if the separator can't be one.
   */
  constructor(options: DaemonOptions = {}) {
    super();
    if (!isSeparator(options.separator ?? "/")) {
      throw new RangeError(SEPARATOR_RULE);
    }
    this.#options = options;
    this.#maxMessage = options.maxMessage ?? DEFAULT_MAX_MESSAGE;
    this.#users = options.users && new StoreAuthenticator(options.users);
    const tell = (error: unknown) =>
      this.dispatchEvent(new ErrorEvent("error", { error }));
    this.#gun = options.gun && new GunService(options.gun, tell);
    const guarded = options.users !== undefined ||
      options.authorize !== undefined;
    this.#bus = new Bus({
      info: {
        name: options.name ?? "jet",
        version: VERSION,
        authentication: guarded,
        separator: options.separator ?? "/",
        maxMessage: this.#maxMessage,
      },
      users: this.#users,
      guarded,
      closed: options.closed,
      separator: options.separator,
      openHierarchy: options.hierarchy === "open",
      encodings: new Map([["msgpack", msgpack]]),
      timeout: options.timeout ?? 5,
      softBacklog: options.softBacklog ?? 1 << 20,
      hardBacklog: options.hardBacklog ?? 1 << 26,
      clock: systemClock(() => this.#bus.timers.advance()),
      onConnect: (session) => this.#tell("connect", session, ""),
      onDisconnect: (session, reason) =>
        this.#tell("disconnect", session, reason),
      onError: (_session, error) => tell(error),
    }, (bus) => this.#mounts(bus, tell));
  }

  /** What is in the namespace and belongs to no peer. */
  #mounts(bus: Bus, onError: (error: unknown) => void): Mount[] {
    const gun = this.#gun;
    if (gun === undefined) return [];
    const { classic } = this.#dialects;
    return [new GunSpace(bus, () => gun.relay(), classic, onError)];
  }

  /** What the daemon listens on now. */
  get addresses(): readonly Address[] {
    return this.#listeners.map(({ address }) => address);
  }

  /** Everybody who is connected. */
  get peers(): PeerInfo[] {
    return [...this.#bus.sessions].map(describe);
  }

  /**
   * Begins to listen; without options on TCP port 11122, WebSocket port 11123,
   * TCP port 11124 for binary Jet and, on Linux, the abstract unix socket `/var/run/jet.socket`, all of this
   * machine only. Either all of it works or nothing is listened on.
   *
   * @returns What it listens on.
   * @throws {Error} if an address is in use, or not this machine's; or if the
   * store of GUN can't be opened.
   */
  async listen(options?: ListenOptions): Promise<readonly Address[]> {
    if (this.#closing) throw new TypeError("the daemon has been closed");
    const runtime = await currentRuntime();
    const {
      host = "127.0.0.1",
      port,
      wsPort,
      binaryPort,
      unix,
      dialect,
    }: ListenOptions = options ?? {
      port: DEFAULT_PORT,
      wsPort: DEFAULT_WS_PORT,
      binaryPort: DEFAULT_BINARY_PORT,
      unix: runtime.abstractSockets ? DEFAULT_UNIX : undefined,
    };
    const spoken = dialect && this.#dialects[dialect];
    const app = this.#app(spoken);
    const places = { host, port, wsPort, binaryPort, unix };
    await this.#gun?.begin();
    const opened = await openListeners(runtime, places, {
      maxMessage: this.#maxMessage,
      maxWebSocketMessage: this.#maxWebSocketMessage,
      accept: (link) => this.#accept(link, spoken),
      acceptBinary: (link) => this.#accept(link, this.#dialects.binary),
      serve: (request, env) => app.fetch(request, env),
    });
    this.#listeners.push(...opened);
    await this.#gun?.share(() => this.peer({ name: "gun" }));
    return opened.map(({ address }) => address);
  }

  /**
   * The handler that lets peers in by WebSocket, for a route of your own Hono
   * app. On Bun hand {@linkcode websocket} to `Bun.serve` as well.
   *
   * @example
   * ```ts ignore
   * const app = new Hono();
   * app.get("/jet", daemon.upgrade);
   * Deno.serve(app.fetch);
   * ```
   */
  readonly upgrade = (context: Context): Promise<Response> =>
    this.#upgrade(context, undefined, true);

  /**
   * The same for GUN's apps, if the daemon relays GUN.
   *
   * @example
   * ```ts ignore
   * app.get("/gun", daemon.upgradeGun);
   * ```
   */
  readonly upgradeGun = (context: Context): Promise<Response> =>
    this.#upgradeGun(context, true);

  async #upgradeGun(
    context: Context,
    servesPages: boolean,
  ): Promise<Response> {
    const refusal = this.#refusal(context, servesPages);
    if (refusal !== null) return refusal;
    if (this.#gun === undefined) return context.notFound();
    return await this.#gun.upgrade(context, this.#webSockets);
  }

  /** Why a request can't become a WebSocket at all. */
  #refusal(context: Context, servesPages: boolean): Response | null {
    if (context.req.header("upgrade")?.toLowerCase() !== "websocket") {
      return context.text("This is a Jet daemon: connect by WebSocket\n", 426, {
        Upgrade: "websocket",
      });
    }
    if (!isHandshake(context.req.raw)) {
      return context.text("This is not a WebSocket handshake\n", 400, {
        "Sec-WebSocket-Version": "13",
      });
    }
    if (this.#closing) return context.text("The daemon shuts down\n", 503);
    const { allowOrigins = [] } = this.#options;
    const rules = { allowed: allowOrigins, sameHost: servesPages };
    return mayConnect(context.req.raw, rules)
      ? null
      : context.text("Pages of this origin may not connect\n", 403);
  }

  async #upgrade(
    context: Context,
    dialect: Dialect | undefined,
    servesPages: boolean,
  ): Promise<Response> {
    const refusal = this.#refusal(context, servesPages);
    if (refusal !== null) return refusal;
    const offered = context.req.header("sec-websocket-protocol")?.split(",")
      .map((protocol) => protocol.trim());
    const protocol = offered?.find((name) => SUBPROTOCOLS.includes(name));
    if (offered && protocol === undefined) {
      const known = SUBPROTOCOLS.join(" or ");
      return context.text(`The subprotocol is ${known}\n`, 400);
    }
    const binary = protocol === BINARY_SUBPROTOCOL;
    const { authorize } = this.#options;
    const request = context.req.raw;
    const runtime = await currentRuntime();
    const credentials = credentialsOf(request);
    if (credentials === undefined) {
      return unauthorized("The Authorization is not understood");
    }
    const user =
      await (authorize ? authorize(request, credentials) : authorizeByPassword(
        credentials,
        this.#users,
        runtime.remoteOf(context),
      ));
    if (user instanceof Response) return user;
    return runtime.upgrade(
      context,
      protocol,
      { maxMessage: this.#maxMessage, binary },
      this.#webSockets,
      (link) =>
        this.#accept(link, binary ? this.#dialects.binary : dialect, user),
    );
  }

  /** What `Bun.serve` wants as `websocket` beside the `fetch` of your app. */
  get websocket(): Record<string, unknown> {
    return bunWebSocket(this.#maxWebSocketMessage);
  }

  /** The longest message that any WebSocket of the daemon takes. */
  get #maxWebSocketMessage(): number {
    return Math.max(this.#maxMessage, this.#gun?.maxMessage ?? 0);
  }

  /**
   * A peer in this process, connected without any socket. It speaks to the
   * daemon as every other peer does.
   */
  peer(options: PeerOptions = {}): Peer {
    return new Peer(() => {
      // This error ends the peer; of any other it would try again.
      if (this.#closing) throw new ConnectionClosed("the daemon was closed");
      const { link, peerLink } = localPair();
      this.#accept(link, this.#dialects.classic);
      return peerLink;
    }, options);
  }

  /**
   * Takes no more connections, closes those there are after what was sent to
   * them, and resolves when all have ended.
   */
  close(): Promise<void> {
    return this.#closing ??= this.#close();
  }

  async #close(): Promise<void> {
    const isServer = ({ address }: OpenListener) =>
      address.transport === "websocket";
    const closeAll = (listeners: OpenListener[]) =>
      Promise.all(listeners.map(({ listener }) => listener.close()));
    const closed = closeAll(this.#listeners.filter((l) => !isServer(l)));
    this.#bus.close(CloseCode.goingAway, "the daemon shuts down");
    await this.#gun?.close();
    // A server takes its WebSockets with it: first they have to be done.
    await Promise.all([closed, this.#webSockets.none()]);
    await closeAll(this.#listeners.filter(isServer));
    this.#listeners = [];
  }

  /** The same as {@linkcode close}, for `await using`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #app(dialect: Dialect | undefined): Hono {
    const app = new Hono();
    const upgrade = (context: Context) =>
      this.#upgrade(context, dialect, false);
    app.get("/", upgrade);
    app.get("/api/jet/*", upgrade);
    if (this.#gun !== undefined) {
      app.get("/gun", (context) => this.#upgradeGun(context, false));
    }
    return app;
  }

  #accept(link: Link, dialect?: Dialect, user: Login | null = null): void {
    if (this.#closing) {
      return link.close(CloseCode.goingAway, "the daemon shuts down");
    }
    const { classic } = this.#dialects;
    const who = user && { ...user, admin: user.admin ?? false };
    if (dialect !== undefined) {
      this.#bus.connect(link, dialect, undefined, who);
    } else {
      this.#bus.connect(link, classic, this.#recognise, who);
    }
  }

  readonly #recognise: Recognise = (bytes, start, end) =>
    this.#dialects.recognise(bytes, start, end);

  #tell(type: string, session: Session, reason: string): void {
    const detail: PeerEventDetail = { peer: describe(session), reason };
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}

const SUBPROTOCOLS: readonly string[] = ["jet", BINARY_SUBPROTOCOL];

function describe(session: Session): PeerInfo {
  return {
    name: session.name,
    transport: session.link.transport,
    remote: session.link.remote,
    dialect: session.dialect.name,
    elements: session.elements.size,
    fetches: session.fetchCount,
  };
}

if (import.meta.main) {
  // Not awaited here: the program imports this module, which must be done first.
  import("./daemon/main.ts").then(({ main }) => main());
}
