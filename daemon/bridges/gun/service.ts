/**
 * GUN in the daemon: its relay, its store and its place on the HTTP port.
 *
 * @module
 */
import type { Mount, Space } from "../../../bus/space/space.ts";
import { GunSpace } from "./space.ts";
import type { Context } from "npm:hono@4.13.19";
import type { SessionUser } from "../../../bus/elements/access.ts";
import { CloseCode } from "../../../protocol/link.ts";
import type { Connections } from "../../../bus/limits/connections.ts";
import type { Backlogs } from "../../../bus/limits/backlogs.ts";
import type { LimitReport, Limits } from "../../../bus/limits/limits.ts";
import type { Turns } from "../../../base/turns.ts";
import { ignore } from "../../../base/narrowing.ts";
import { systemClock } from "../../../base/system_clock.ts";
import type { Mesh } from "../../../gun/relay/mesh.ts";
import {
  DEFAULT_RELAY_LIMITS,
  RELAY_LIMITS,
  type RelayLimit,
} from "../../../gun/relay/options.ts";
import { figuresOf, type RelayFigures } from "../../../gun/relay/traffic.ts";
import type { Relay } from "../../../gun/relay/relay.ts";
import { isLocked, StoreLocked } from "../../../store/lock.ts";
import { IN_MEMORY } from "../../../store/open.ts";
import { tryFolder } from "../../../store/unwritable.ts";
import type { GraphStore } from "../../../gun/graph/store.ts";
import type { GunShare, ShareRule } from "./share.ts";
import { NOT_SHARED, SHARED_SOULS } from "./path.ts";
import type { Peer } from "../../../peer.ts";
import { maxSkippedOf } from "../../../protocol/frame.ts";
import type { LinkTiming } from "../../../transport/links/input_progress.ts";
import type { OpenLinks } from "../../../transport/links/open_links.ts";
import { type AnyWebSocketLink, upgradeWebSocket } from "../../http/upgrade.ts";

// Characters of input that may wait for an app whose socket can't be paused.
const MIN_WAITING_INPUT = 1 << 26;

/** Largest size of a graph in memory, unless an option says otherwise. */
const DEFAULT_MEMORY_STORE_BYTES = 1 << 28;

/** How the daemon relays GUN, at the path `/gun` of its HTTP port. */
export interface GunOptions {
  /**
   * File of the graph, created when the first app connects; default `:memory:`, which
   * stores nothing on disk.
   */
  store?: string;
  /**
   * Whether the file is opened when the first app connects; if another program
   * uses it then, the graph is in memory, with a warning. Otherwise it is opened
   * when the daemon begins to listen; if that fails, listening fails.
   */
  lazy?: boolean;
  /**
   * Largest size of the graph in bytes, beyond which puts are refused; by
   * default 256 MiB in memory, unlimited in a file.
   */
  maxStore?: number;
  /** Bytes of the cache of recently used nodes; default 64 MiB. */
  memory?: number;
  /** URLs of other relays to connect to, such as `https://example.org/gun`. */
  peers?: readonly string[];
  /**
   * Whether the graph is sent to each relay that is linked for the first time
   * since one of the two started, in the background, up to 1,000,000 properties;
   * default false: other relays receive what they ask for, and all changes.
   */
  sync?: boolean;
  /**
   * Folder of the npm package `gun`, whose `gun.js` and `sea.js` the daemon's
   * own port serves at `/gun.js` and `/gun/sea.js`; none by default.
   */
  files?: string;
  /**
   * Whether writes to a user's space have to be signed and frozen properties
   * have to match their hash; default true.
   */
  sea?: boolean;
  /** Characters of the longest message taken; default 16 MiB. */
  maxMessage?: number;
  /**
   * Bytes in the queue of a slow app above which its changes are conflated:
   * only the newest of each property is kept; default 8 MiB.
   */
  softBacklog?: number;
  /**
   * Bytes in the queue of an app at which it is disconnected; default 64 MiB.
   */
  hardBacklog?: number;
  /**
   * States that GUN apps see as nodes with the soul `jet/<path>`; none by
   * default. A state that needs a login to be seen or set can't be seen or set
   * through GUN either.
   */
  share?: readonly ShareRule[];
  /**
   * Who may connect if the daemon has users or the hook `authorize`: "login",
   * the default, only who logs in at the upgrade; "read": others too, but they
   * write nothing; "closed": no app connects.
   */
  access?: "login" | "read" | "closed";
}

/**
 * The limits of GUN in the report of a daemon, by the names of its options, and
 * how often each was reached: messages and puts that were refused, nodes that were
 * dropped from memory, connections whose changes began to be conflated and those
 * that were closed. Without a limit of the store it is missing.
 */
export type GunLimits = Partial<
  Record<
    | "gun.maxMessage"
    | "gun.maxStore"
    | "gun.memory"
    | "gun.softBacklog"
    | "gun.hardBacklog",
    LimitReport
  >
>;

/** Who connects to the relay. */
export interface GunClientRights {
  /** Counts the connections of the daemon. */
  readonly connections: Connections;
  /** The user; `null`: no login. */
  readonly user: SessionUser | null;
  /** Whether puts are refused. */
  readonly readOnly: boolean;
  /** Whether a user can still log in. */
  readonly isUser: (user: SessionUser) => boolean;
}

const USER_REMOVED = "the user was removed";

/** Default limit of messages of apps, in characters. */
export const DEFAULT_GUN_MESSAGE = 1 << 24;

/** Options of GUN with those that all peers of a daemon share. */
export interface GunServiceOptions extends GunOptions {
  /** Seconds for which an app may take nothing of what waits for it. */
  readonly stallTimeout: number;
}

/** The parts of a running relay. */
interface Running {
  readonly relay: Relay;
  readonly mesh: Mesh;
  readonly store: GraphStore;
}

/** GUN's part of a daemon. */
export class GunService {
  readonly #options: GunServiceOptions;
  readonly #turns: Turns;
  readonly #onError: (error: unknown) => void;
  readonly #onBacklog: (bytes: number) => void;
  readonly #onInUse: (path: string, connects: boolean) => void;
  readonly #strikes = new Map<RelayLimit, () => void>();
  #limits: Limits | undefined;
  #relay: Relay | null = null;
  #running: Promise<Running> | null = null;
  #share: GunShare | undefined;
  /** The connections of apps, with their users. */
  readonly #users = new Map<AnyWebSocketLink, SessionUser | null>();

  /**
   * @param turns The slices of the daemon.
   * @param onError Called with internal errors.
   * @param onBacklog Called with the bytes that were added to a backlog.
   * @param onInUse Called if another program uses the file of the store: when the
   * daemon starts, and when an app connects.
   */
  constructor(
    options: GunServiceOptions,
    turns: Turns,
    onError: (error: unknown) => void,
    onBacklog: (bytes: number) => void,
    onInUse: (path: string, connects: boolean) => void,
  ) {
    this.#onInUse = onInUse;
    this.#onBacklog = onBacklog;
    this.#options = options;
    this.#turns = turns;
    this.#onError = onError;
  }

  /** Elements in the namespace that no peer owns: the nodes of the graph. */
  mounts(space: Space, onError: (error: unknown) => void): Mount[] {
    return [new GunSpace(space, () => this.relay(), onError)];
  }

  /** Adds the output and the limits of GUN to those of the daemon. */
  countIn(backlogs: Backlogs, limits: Limits): void {
    this.#limits = limits;
    backlogs.include(() => this.#relay?.connections ?? []);
    const { softBacklog, hardBacklog, memory } = DEFAULT_RELAY_LIMITS;
    const all: Record<RelayLimit, number | undefined> = {
      maxMessage: this.maxMessage,
      maxStore: this.#maxStore,
      memory: this.#options.memory ?? memory,
      softBacklog: this.#options.softBacklog ?? softBacklog,
      hardBacklog: this.#options.hardBacklog ?? hardBacklog,
    };
    for (const name of RELAY_LIMITS) {
      const limit = all[name];
      if (limit === undefined) continue;
      this.#strikes.set(name, limits.include(`gun.${name}`, limit));
    }
  }

  /** Largest size of the store in bytes, if it has one. */
  get #maxStore(): number | undefined {
    const { store = IN_MEMORY, maxStore } = this.#options;
    return maxStore ??
      (store === IN_MEMORY ? DEFAULT_MEMORY_STORE_BYTES : undefined);
  }

  /** Characters of the longest message taken. */
  get maxMessage(): number {
    return this.#options.maxMessage ?? DEFAULT_GUN_MESSAGE;
  }

  /**
   * Opens the store and connects to other relays, unless that can wait for the
   * first app.
   *
   * @throws {Error} if the store can't be opened, or if the folder of a file that
   * is not there can't be written.
   */
  async begin(): Promise<void> {
    const { lazy = false, peers = [], share = [] } = this.#options;
    const { store = IN_MEMORY } = this.#options;
    if (!lazy && store !== IN_MEMORY && this.#running === null) {
      const { GRAPH_FORM } = await import("./later.ts");
      tryFolder(GRAPH_FORM, store);
    }
    if (!lazy || peers.length > 0 || share.length > 0) await this.#run();
    else if (this.#running === null) this.#warnIfLocked();
  }

  /** Reports a graph that another program uses, before an app needs it. */
  #warnIfLocked(): void {
    const { store = IN_MEMORY } = this.#options;
    try {
      if (isLocked(store)) this.#onInUse(store, false);
    } catch {
      // The first app finds out why.
    }
  }

  /** Opens the store; one that need not be this file is in memory instead. */
  async #open(
    openStore: typeof import("./later.ts").openStore,
  ): Promise<GraphStore> {
    const { store: path = IN_MEMORY, lazy, maxStore } = this.#options;
    try {
      return await openStore(path, { maxBytes: this.#maxStore });
    } catch (error) {
      if (!lazy || !(error instanceof StoreLocked)) throw error;
      this.#onInUse(path, true);
      const maxBytes = maxStore ?? DEFAULT_MEMORY_STORE_BYTES;
      this.#strikes.set(
        "maxStore",
        this.#limits?.include("gun.maxStore", maxBytes) ?? ignore,
      );
      return await openStore(IN_MEMORY, { maxBytes });
    }
  }

  /**
   * The relay.
   *
   * @throws {Error} if the store can't be opened.
   */
  async relay(): Promise<Relay> {
    return (await this.#run()).relay;
  }

  /**
   * Begins to share states with GUN apps if the options have rules; later calls
   * do nothing.
   *
   * @param connect Makes a peer of the daemon.
   */
  async share(connect: () => Peer): Promise<void> {
    const { share = [] } = this.#options;
    if (share.length === 0 || this.#share !== undefined) return;
    const { relay } = await this.#run();
    const { GunShare } = await import("./later.ts");
    this.#share = new GunShare(connect(), relay, this.#onError);
    await this.#share.begin(share);
  }

  /** Why an app may not write into a node; `null` if it may. */
  #permits(soul: string): string | null {
    if (!soul.startsWith(SHARED_SOULS)) return null;
    return this.#share === undefined ? NOT_SHARED : this.#share.permits(soul);
  }

  #run(): Promise<Running> {
    return this.#running ??= this.#start().catch((error) => {
      // The next request tries again.
      this.#running = null;
      throw error;
    });
  }

  async #start(): Promise<Running> {
    const { peers = [], sea = true, share = [], ...options } = this.#options;
    const { dial, Mesh, openStore, PERMISSIVE, Relay, SeaVerifier } =
      await import("./later.ts");
    const store = await this.#open(openStore);
    const relay: Relay = new Relay({
      store,
      clock: systemClock,
      random: Math.random,
      verifier: sea
        ? new SeaVerifier({
          property: (soul, key) => relay.property(soul, key),
        })
        : PERMISSIVE,
      memory: options.memory,
      softBacklog: options.softBacklog,
      hardBacklog: options.hardBacklog,
      stallTimeout: options.stallTimeout,
      maxInput: Math.max(MIN_WAITING_INPUT, 4 * this.maxMessage),
      turns: this.#turns,
      sync: options.sync,
      permits: share.length === 0 ? undefined : (soul) => this.#permits(soul),
      onBacklog: this.#onBacklog,
      onLimit: (limit) => this.#strikes.get(limit)?.(),
      onError: this.#onError,
    });
    this.#relay = relay;
    const mesh = new Mesh({
      relay,
      urls: peers,
      dial: (url) => dial(url, this.maxMessage),
      clock: systemClock,
      random: Math.random,
    });
    return { relay, mesh, store };
  }

  /**
   * Upgrades an authorised request to a connection of the relay.
   *
   * @param timing Time limits and pings of the connection.
   * @param links Counts the connection until it has ended.
   */
  async upgrade(
    context: Context,
    timing: LinkTiming,
    links: OpenLinks,
    { connections, user, readOnly, isUser }: GunClientRights,
  ): Promise<Response> {
    let relay: Relay;
    try {
      const running = await this.#run();
      relay = running.relay;
      if (relay.connections.size === 0) await this.#prepare(running.store);
    } catch (error) {
      this.#onError(error);
      return context.text("The graph can't be opened\n", 503);
    }
    return await upgradeWebSocket(
      context,
      undefined,
      {
        maxMessage: this.maxMessage,
        // An app that is disconnected for a message only sends it again.
        maxSkipped: maxSkippedOf(this.maxMessage),
        timing,
      },
      links,
      (link) => {
        // It may have been removed since it was checked.
        if (user !== null && !isUser(user)) {
          return link.close(CloseCode.policy, USER_REMOVED);
        }
        const refusal = connections.refusal(link, user?.name);
        if (refusal !== null) return link.close(CloseCode.policy, refusal);
        const endCount = connections.add(link, user?.name);
        this.#users.set(link, user);
        relay.connect(link, {
          rights: readOnly ? "read" : "write",
          onClosed: () => {
            endCount();
            this.#users.delete(link);
          },
        });
      },
    );
  }

  /**
   * Starts the store's thread, which the first put would wait for, and creates the
   * store: its presence shows the next start that apps may have been connected.
   *
   * On Deno a thread blocks this one for some 50 ms and takes 14 MB. With the
   * start of the daemon that would delay the first requests of all peers, also
   * where no app connects.
   */
  async #prepare(store: GraphStore): Promise<void> {
    try {
      await store.prepare();
    } catch (error) {
      // Nodes can be read, and relayed, all the same.
      this.#onError(error);
    }
  }

  /** The connections of apps, with the names of their users, or "". */
  get connections(): (readonly [AnyWebSocketLink, user: string])[] {
    return [...this.#users].map(([link, user]) => [link, user?.name ?? ""]);
  }

  /** What the relay has done, and its memory. */
  get figures(): RelayFigures {
    return figuresOf(this.#relay);
  }

  /**
   * Closes the connections of removed users.
   *
   * @param isUser Whether a user can still log in.
   */
  reviseUsers(isUser: (user: SessionUser) => boolean): void {
    for (const [link, user] of this.#users) {
      if (user === null || isUser(user)) continue;
      link.close(CloseCode.policy, USER_REMOVED);
    }
  }

  /** Closes all connections; resolves when all puts are stored. */
  async close(): Promise<void> {
    await this.#share?.close();
    const running = await this.#running?.catch(() => null);
    if (!running) return;
    running.mesh.close();
    running.relay.close();
    await running.store.close();
  }
}
