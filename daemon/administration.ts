/**
 * Methods of the daemon itself, for who operates it: they list and end
 * connections. They are no elements: no fetch, get or list shows them.
 *
 * @module
 */
import type { Owner, OwnerRequest, Target } from "../bus/elements/owner.ts";
import type { Caller } from "../bus/sessions/host.ts";
import type { Session } from "../bus/sessions/session.ts";
import { CloseCode } from "../protocol/link.ts";
import { parseAsJson } from "../protocol/values/to_json.ts";
import { ValueType } from "../protocol/values/types.ts";
import type { Value } from "../protocol/values/value.ts";

/** Beginning of the paths of these methods. */
const PREFIX = "$jet/";
/** Lists the connections. */
export const PEERS_PATH = "$jet/peers";
/** Ends connections, given by their ids. */
export const KICK_PATH = "$jet/kick";

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
}

/** See the module. */
export class Administration implements Owner {
  readonly #options: AdministrationOptions;
  readonly #ids = new WeakMap<object, number>();
  #lastId = 0;

  constructor(options: AdministrationOptions) {
    this.#options = options;
  }

  /** The owner of a method, if a peer may call it. */
  readonly service = (path: string, caller: Caller): Owner | undefined =>
    path.startsWith(PREFIX) && (path === PEERS_PATH || path === KICK_PATH) &&
      this.#mayAdminister(caller)
      ? this
      : undefined;

  /**
   * With users these are the administrators among them. Without, every peer has
   * all rights in the bus, but only programs of this machine have this one.
   */
  #mayAdminister({ user, link }: Caller): boolean {
    if (this.#options.accessControl) return user?.admin === true;
    const { transport, remote } = link;
    if (transport === "tcp") return /^(127\.|::1:|::ffff:127\.)/.test(remote);
    return transport === "unix" || transport === "local";
  }

  requestSet({ path }: Target, _value: Value, request: OwnerRequest): void {
    request.requester.fail(request.id, { kind: "notState", path });
  }

  requestCall(
    { path }: Target,
    args: Value | undefined,
    { requester, id, valueAsResult, params }: OwnerRequest,
  ): void {
    const result = path === PEERS_PATH ? this.#rows() : this.#kick(args);
    if (typeof result === "string") {
      return requester.fail(id, { kind: "invalid", reason: result });
    }
    if (id === undefined) return;
    const bytes = encoder.encode(JSON.stringify(result));
    const value = { type: ValueType.json, bytes, start: 0, end: bytes.length };
    const routed = { id, valueAsResult, call: true, path, params };
    requester.respond(routed, true, value, VALUE_ONLY);
  }

  #idOf(connection: object): number {
    let id = this.#ids.get(connection);
    if (id === undefined) this.#ids.set(connection, id = ++this.#lastId);
    return id;
  }

  #rows(): Row[] {
    const rows: Row[] = [];
    for (const session of this.#options.sessions()) {
      const { name, user, link, dialect } = session;
      rows.push({
        id: this.#idOf(session),
        name,
        user: user?.name ?? "",
        transport: link.transport,
        remote: link.remote,
        dialect: dialect.name,
        elements: session.elementCount,
        fetches: session.fetchCount,
        backlog: link.backlog,
      });
    }
    for (const [connection, user] of this.#options.gun()) {
      rows.push({
        id: this.#idOf(connection),
        name: "",
        user,
        transport: "websocket",
        remote: connection.remote,
        dialect: "gun",
        elements: 0,
        fetches: 0,
        backlog: connection.backlog,
      });
    }
    return rows;
  }

  /** @returns The ids that were ended; a text if the arguments are invalid. */
  #kick(args: Value | undefined): number[] | string {
    const list = args === undefined ? [] : parseAsJson(args);
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
