/**
 * Methods of the daemon itself, for operators: they list, inspect and end
 * connections. They are no elements: no fetch, get or list shows them.
 *
 * @module
 */
import type { Clock } from "../base/clock.ts";
import { isRecord, messageOf } from "../base/narrowing.ts";
import type { Owner, OwnerRequest, Target } from "../bus/elements/owner.ts";
import type { Caller, SessionOptions } from "../bus/sessions/host.ts";
import type { Session } from "../bus/sessions/session.ts";
import { CloseCode } from "../protocol/link.ts";
import { Inspections } from "./inspection.ts";
import type { TokenStore } from "./users/token_store.ts";
import { parseAsJson } from "../protocol/values/to_json.ts";
import { ValueType } from "../protocol/values/types.ts";
import type { Value } from "../protocol/values/value.ts";

/** Beginning of the paths of these methods. */
const PREFIX = "$jet/";
/** Lists the connections. */
export const PEERS_PATH = "$jet/peers";
/** Ends connections, given by their ids. */
export const KICK_PATH = "$jet/kick";
/** Copies the messages of a connection to the caller, or ends that. */
export const INSPECT_PATH = "$jet/inspect";
/** The connection that owns an element. */
export const OWNER_PATH = "$jet/owner";
/** Figures of the daemon. */
export const STATUS_PATH = "$jet/status";

/** Lists the tokens of the users. */
export const TOKENS_PATH = "$jet/tokens";
/** Makes a token. */
export const CREATE_TOKEN_PATH = "$jet/tokens/create";
/** Revokes tokens, given by their ids. */
export const REVOKE_TOKEN_PATH = "$jet/tokens/revoke";

const PATHS: readonly string[] = [
  TOKENS_PATH,
  CREATE_TOKEN_PATH,
  REVOKE_TOKEN_PATH,
  PEERS_PATH,
  KICK_PATH,
  INSPECT_PATH,
  OWNER_PATH,
  STATUS_PATH,
];

const REASON = "ended by an operator";

/** Responses have the value, not the path. */
const VALUE_ONLY = { answersWithPath: false, answersWithWarning: false };

const encoder = new TextEncoder();

/** A connection, as {@linkcode PEERS_PATH} lists it. */
interface Row {
  readonly id: number;
  readonly name: string;
  readonly user: string;
  readonly transport: string;
  readonly remote: string;
  readonly dialect: string;
  readonly elements: number;
  readonly fetches: number;
  /** Bytes of output that the peer has not taken. */
  readonly backlog: number;
}

/** What is added for a caller that asks for it. */
interface Traffic {
  /** Seconds since the connection began. */
  readonly age: number;
  /** How often input has arrived. */
  readonly arrivals: number;
  /** Bytes of output that the system has taken. */
  readonly taken: number;
  /** Whether it is the caller's own. */
  readonly own: boolean;
}

/** A connection of a GUN app. */
export interface GunConnection {
  readonly remote: string;
  readonly backlog: number;
  close(code: number, reason: string): void;
}

/** What is administered. */
export interface AdministrationOptions {
  /** Whether there are users: then only administrators may. */
  readonly accessControl: boolean;
  /** The connections of peers. */
  readonly sessions: () => Iterable<Session>;
  /** The connections of GUN apps, with the names of their users, or "". */
  readonly gun: () => Iterable<readonly [GunConnection, user: string]>;
  /** Whether a link leads to a page that the daemon serves to its machine. */
  readonly isOwnPage: (link: object) => boolean;
  /** The owner of an element. */
  readonly ownerOf: (path: string) => Owner | undefined;
  /** Figures of the daemon. */
  readonly status: () => Record<string, unknown>;
  /** The tokens of users; `undefined`: there is no store of users. */
  readonly tokens?: TokenStore;
  readonly clock: Pick<Clock, "after" | "monotonic" | "now">;
}

/** See the module. */
export class Administration {
  readonly #options: AdministrationOptions;
  readonly #ids = new WeakMap<object, number>();
  readonly #inspections: Inspections;
  #lastId = 0;

  constructor(options: AdministrationOptions) {
    const { clock } = options;
    this.#options = options;
    this.#inspections = new Inspections(clock, () => Math.round(clock.now()));
  }

  /**
   * Whether a peer may list, inspect and end connections. With users these are
   * the administrators among them. Without, every peer has all rights in the
   * bus, but only programs of this machine have this one, and Radar in its
   * browsers.
   */
  readonly mayAdminister = ({ user, link }: Caller): boolean => {
    if (this.#options.accessControl) return user?.admin === true;
    const { transport, remote } = link;
    if (transport === "tcp") return /^(127\.|::1:|::ffff:127\.)/.test(remote);
    return transport === "unix" || transport === "local" ||
      this.#options.isOwnPage(link);
  };

  /** What sessions need of the daemon itself. */
  get busOptions(): Pick<
    SessionOptions,
    "service" | "isOwnPath" | "operates"
  > {
    const { service, isOwnPath, mayAdminister: operates } = this;
    return { service, isOwnPath, operates };
  }

  /** Whether a path is that of a method of the daemon. */
  readonly isOwnPath = (path: string): boolean =>
    path[0] === PREFIX[0] && path.startsWith(PREFIX) && PATHS.includes(path);

  /** The owner of a method, if a peer may call it. */
  readonly service = (path: string, caller: Caller): Owner | undefined =>
    this.isOwnPath(path) && this.mayAdminister(caller)
      ? new Service((args) =>
        this.#carryOut(path, args, this.#sessionOf(caller))
      )
      : undefined;

  /** The result, at once or later; a text if the arguments are invalid. */
  #carryOut(
    path: string,
    args: unknown,
    caller: Session | undefined,
  ): unknown {
    switch (path) {
      case PEERS_PATH:
        return this.#rows(isRecord(args) && args.traffic === true, caller);
      case INSPECT_PATH:
        return this.#inspect(args, caller);
      case OWNER_PATH:
        return this.#owner(args);
      case STATUS_PATH:
        return this.#options.status();
      case TOKENS_PATH:
      case CREATE_TOKEN_PATH:
      case REVOKE_TOKEN_PATH:
        return this.#tokens(path, args);
      default:
        return this.#kick(args);
    }
  }

  async #tokens(path: string, args: unknown): Promise<unknown> {
    const { tokens } = this.#options;
    if (tokens === undefined) return "the daemon has no users file";
    if (path === TOKENS_PATH) return tokens.list();
    const requests = await import("./users/token_requests.ts");
    return await (path === CREATE_TOKEN_PATH
      ? requests.createToken(tokens, args)
      : requests.revokeTokens(tokens, args));
  }

  #sessionOf({ link }: Caller): Session | undefined {
    for (const session of this.#options.sessions()) {
      if (session.link === link) return session;
    }
    return undefined;
  }

  /** `true` when it has begun or ended. */
  #inspect(args: unknown, watcher: Session | undefined): true | string {
    if (watcher === undefined) return "needs a connection";
    const { peer, id } = isRecord(args) ? args : { peer: null, id: undefined };
    if (peer === null) {
      this.#inspections.end(watcher);
      return true;
    }
    if (watcher.dialect.name === "binary") return "needs a JSON dialect";
    if (typeof id !== "string") return "needs an id for the messages";
    for (const session of this.#options.sessions()) {
      if (this.#idOf(session) !== peer) continue;
      return this.#inspections.begin(watcher, session, id) ?? true;
    }
    return `there is no connection ${JSON.stringify(peer)}`;
  }

  /** The connection that owns a path; `null` if none does. */
  #owner(args: unknown): object | null | string {
    const [path]: unknown[] = Array.isArray(args) ? args : [];
    if (typeof path !== "string") return "needs a path";
    const owner = this.#options.ownerOf(path);
    if (owner === undefined) return null;
    for (const session of this.#options.sessions()) {
      if (session.owner === owner) return this.#rowOf(session);
    }
    return { id: 0, name: "", dialect: "daemon" };
  }

  #idOf(connection: object): number {
    let id = this.#ids.get(connection);
    if (id === undefined) this.#ids.set(connection, id = ++this.#lastId);
    return id;
  }

  #rowOf(session: Session): Row {
    const { name, user, link, dialect } = session;
    return {
      id: this.#idOf(session),
      name,
      user: user?.name ?? "",
      transport: link.transport,
      remote: link.remote,
      dialect: dialect.name,
      elements: session.elementCount,
      fetches: session.fetchCount,
      backlog: link.backlog,
    };
  }

  #trafficOf(session: Session, caller: Session | undefined): Traffic {
    const age = this.#options.clock.monotonic() - session.begunAt;
    return {
      age: Math.round(age / 1000),
      arrivals: session.arrivals,
      taken: session.link.taken,
      own: session === caller,
    };
  }

  #rows(traffic: boolean, caller: Session | undefined): Row[] {
    const rows: Row[] = [];
    for (const session of this.#options.sessions()) {
      const row = this.#rowOf(session);
      rows.push(
        traffic ? { ...row, ...this.#trafficOf(session, caller) } : row,
      );
    }
    return [...rows, ...this.#gunRows()];
  }

  *#gunRows(): Generator<Row> {
    for (const [connection, user] of this.#options.gun()) {
      yield {
        id: this.#idOf(connection),
        name: "",
        user,
        transport: "websocket",
        remote: connection.remote,
        dialect: "gun",
        elements: 0,
        fetches: 0,
        backlog: connection.backlog,
      };
    }
  }

  /** The connections, one after the other: some may end meanwhile. */
  *connections(): Generator<Row> {
    for (const session of this.#options.sessions()) yield this.#rowOf(session);
    yield* this.#gunRows();
  }

  /** The ids of all connections. */
  ids(): ReadonlySet<number> {
    const ids = new Set<number>();
    for (const session of this.#options.sessions()) {
      ids.add(this.#idOf(session));
    }
    for (const [gun] of this.#options.gun()) ids.add(this.#idOf(gun));
    return ids;
  }

  /** @returns The ids that were ended; a text if the arguments are invalid. */
  #kick(list: unknown): number[] | string {
    if (!Array.isArray(list) || list.length === 0) {
      return "needs the ids of connections";
    }
    const connections = new Map<unknown, () => void>();
    for (const session of this.#options.sessions()) {
      const end = () => session.close(CloseCode.policy, REASON);
      connections.set(this.#idOf(session), end);
    }
    for (const [connection] of this.#options.gun()) {
      const end = () => connection.close(CloseCode.policy, REASON);
      connections.set(this.#idOf(connection), end);
    }
    const ended: number[] = [];
    for (const id of list) {
      const end = connections.get(id);
      if (end === undefined || typeof id !== "number") {
        return `there is no connection ${JSON.stringify(id)}`;
      }
      ended.push(id);
    }
    for (const id of ended) connections.get(id)?.();
    return ended;
  }
}

/** Such a method, for one call. */
class Service implements Owner {
  readonly #run: (args: unknown) => unknown;

  /** @param run Gives the result, or a text if the arguments are invalid. */
  constructor(run: (args: unknown) => unknown) {
    this.#run = run;
  }

  requestSet({ path }: Target, _value: Value, request: OwnerRequest): void {
    request.requester.fail(request.id, { kind: "notState", path });
  }

  requestCall(
    { path }: Target,
    args: Value | undefined,
    { requester, id, valueAsResult, params }: OwnerRequest,
  ): void {
    const result = this.#run(args === undefined ? [] : parseAsJson(args));
    const request = { requester, id, valueAsResult, params };
    if (!(result instanceof Promise)) return answer(path, result, request);
    result.then(
      (later) => answer(path, later, request),
      (error) =>
        requester.fail(id, { kind: "internal", reason: messageOf(error) }),
    );
  }
}

type Asked = Pick<
  OwnerRequest,
  "requester" | "id" | "valueAsResult" | "params"
>;

function answer(
  path: string,
  result: unknown,
  { requester, id, valueAsResult, params }: Asked,
): void {
  if (typeof result === "string") {
    return requester.fail(id, { kind: "invalid", reason: result });
  }
  if (id === undefined) return;
  const bytes = encoder.encode(JSON.stringify(result));
  const value = { type: ValueType.json, bytes, start: 0, end: bytes.length };
  const routed = { id, valueAsResult, call: true, path, params };
  requester.respond(routed, true, value, VALUE_ONLY);
}
