/**
 * A request over HTTP, as the handlers of the routes need it.
 *
 * @module
 */
import type { Turns } from "../../base/turns.ts";
import type { SessionUser } from "../../bus/elements/access.ts";
import type { Parameters, Schema } from "./schema.ts";
import type { ApiSession } from "./session.ts";
import type { RemovalLog } from "./removals.ts";
import type { UnreadBodies } from "./unread_body.ts";

/** The bus, as requests over HTTP need it. */
export interface ApiBus {
  /** Differs for each start of the daemon. */
  readonly epoch: string;
  /** What separates the segments of a path. */
  readonly separator: string;
  /** Number of the last change. */
  readonly revision: number;
  /** Slices in which messages of sessions are taken. */
  readonly turns: Turns;
  /** What clients have not read. */
  readonly unread: UnreadBodies;
  /** What was removed lately. */
  readonly removals: RemovalLog;
  /** Begins a session; it is closed if that is refused. */
  connect(session: ApiSession, user: SessionUser | null): void;
}

/** See the module. */
export interface ApiRequest {
  readonly bus: ApiBus;
  readonly request: Request;
  /** What follows the route's prefix in the URL, decoded. */
  readonly path: string;
  /** The parameters of the query. */
  readonly query: ReadonlyMap<string, unknown>;
  readonly user: SessionUser | null;
  /**
   * Has something called if the client ends its side before the response, as
   * far as its server shows that.
   */
  whenGone(callback: () => void): void;
  /** Begins a session for this request. */
  session(): ApiSession;
}

/** What a route takes or gives. */
export interface Content {
  readonly description: string;
  /** Schemas by media types. */
  readonly content?: Readonly<Record<string, Schema>>;
  /** Headers by names, with their meaning. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** A route: how it is served, and what the OpenAPI document says of it. */
export interface Route {
  readonly method: "get" | "put" | "post";
  /** `{path}` at its end stands for a path of any number of segments. */
  readonly path: string;
  readonly id: string;
  readonly summary: string;
  readonly description: string;
  readonly query: Parameters;
  /** Header fields of the request, with their meaning. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Content;
  /** The responses by status, beside problem documents. */
  readonly responses: Readonly<Record<number, Content>>;
  /** Statuses of the problem documents. */
  readonly problems: readonly number[];
  /** @throws {Problem} if the request fails. */
  handle(request: ApiRequest): Promise<Response>;
}
