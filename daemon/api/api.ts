/**
 * The bus over HTTP: checks each request, and hands it to its route.
 *
 * @module
 */
import type { Context } from "npm:hono@4.13.19";
import { countedAddress } from "../../base/counted_address.ts";
import { systemClock } from "../../base/system_clock.ts";
import type { SessionUser } from "../../bus/elements/access.ts";
import type { Admission } from "../http/admission.ts";
import { RateLimit } from "./rate_limit.ts";
import { rawUpgradeOf, remoteOf } from "../http/upgrade.ts";
import { corsHeaders, mayAsk, preflight } from "./cors.ts";
import { ELEMENT_ROUTES } from "./elements.ts";
import { FETCH_ROUTES } from "./fetch.ts";
import { NODE_ROUTES } from "./nodes.ts";
import { openApi } from "./openapi.ts";
import { problem, problemResponse } from "./problem.ts";
import type { ApiBus, Route } from "./request.ts";
import { readQuery } from "./schema.ts";
import { ApiSession } from "./session.ts";

/** All routes. */
export const ROUTES: readonly Route[] = [
  ...ELEMENT_ROUTES,
  ...NODE_ROUTES,
  ...FETCH_ROUTES,
];

/** What the API needs. */
export interface ApiOptions {
  readonly bus: ApiBus;
  readonly admission: Admission;
  /** Origins of pages that may ask. */
  readonly allowOrigins: readonly string[];
  /** Requests a second from one address, and of one user. */
  readonly rate: number;
  /** Counts that the rate was exceeded. */
  readonly onRate: () => void;
  /** Name and version of the daemon. */
  readonly info: { readonly name: string; readonly version: string };
}

/** See the module. */
export class Api {
  readonly #options: ApiOptions;
  readonly #rate: RateLimit;

  constructor(options: ApiOptions) {
    this.#options = options;
    this.#rate = new RateLimit(options.rate);
  }

  /** Answers a request. */
  async respond(context: Context): Promise<Response> {
    const request = context.req.raw;
    const url = new URL(request.url);
    const { allowOrigins } = this.#options;
    let response: Response;
    try {
      if (!mayAsk(request, url, allowOrigins)) {
        const detail = "--allow-origin names the pages and hosts that may";
        throw problem("foreignPage", detail);
      }
      response = await this.#respond(context, request, url);
    } catch (error) {
      response = problemResponse(error, url.pathname + url.search);
    }
    for (const [name, value] of corsHeaders(request, url, allowOrigins)) {
      response.headers.append(name, value);
    }
    return response;
  }

  async #respond(
    context: Context,
    request: Request,
    url: URL,
  ): Promise<Response> {
    const isDocument = url.pathname === "/openapi.json";
    const found = ROUTES.filter((route) => pathOf(route, url) !== undefined);
    const methods = methodsOf(
      isDocument ? ["get"] : found.map(({ method }) => method),
    );
    if (methods.length === 0) {
      throw problem("notFound", "there is no such route; see /openapi.json");
    }
    if (request.method === "OPTIONS") return preflight(methods);
    if (!methods.includes(request.method)) {
      const detail = `this route has no method ${request.method}`;
      throw problem("methodNotAllowed", detail, {}, {
        Allow: methods.join(", "),
      });
    }
    if (isDocument) return Response.json(openApi(ROUTES, this.#options.info));
    const method = request.method === "HEAD"
      ? "get"
      : request.method.toLowerCase();
    const route = found.find((route) => route.method === method);
    if (route === undefined) throw new TypeError("a method without a route");
    const user = await this.#login(context);
    // Behind a proxy it is known now.
    const remote = await remoteOf(context);
    this.#count(`@${countedAddress(remote)}`);
    if (user !== null) this.#count(user.name);
    const query = readQuery(url.searchParams, route.query);
    const inUrl = pathOf(route, url) ?? "";
    const path = inUrl === "" ? String(query.get("path") ?? "") : inUrl;
    const { bus } = this.#options;
    return await route.handle({
      bus,
      request,
      path,
      query,
      user,
      whenGone: (callback) => rawUpgradeOf(context)?.whenGone(callback),
      session: () => {
        const session = new ApiSession(remote, bus.turns);
        bus.connect(session, user);
        return session;
      },
    }).catch((error) => {
      throw user === null ? withLogin(error) : error;
    });
  }

  async #login(context: Context): Promise<SessionUser | null> {
    const user = await this.#options.admission.login(context);
    if (!(user instanceof Response)) return user;
    const detail = (await user.text()).trim();
    throw user.status === 401
      ? problem("unauthorized", detail, {}, CHALLENGE)
      : problem("forbidden", detail);
  }

  #count(name: string): void {
    const seconds = this.#rate.take(name, systemClock.monotonic());
    if (seconds === 0) return;
    this.#options.onRate();
    throw problem(
      "tooMany",
      `at most ${this.#options.rate} requests a second`,
      {
        limit: "httpRate",
      },
      { "Retry-After": String(Math.ceil(seconds)) },
    );
  }
}

/** Not Basic: browsers would ask with a dialog of their own. */
const CHALLENGE = { "WWW-Authenticate": 'Bearer realm="jet"' };

/** What is forbidden without a login may be allowed with one. */
function withLogin(error: unknown): unknown {
  if (!(error instanceof Error) || Reflect.get(error, "code") !== "forbidden") {
    return error;
  }
  return problem("unauthorized", error.message, {}, CHALLENGE);
}

/** What follows the prefix of a route; `undefined`: it is another route. */
function pathOf({ path }: Route, { pathname }: URL): string | undefined {
  const end = path.indexOf("{path}");
  if (end < 0) return pathname === path ? "" : undefined;
  const prefix = path.slice(0, end);
  if (!pathname.startsWith(prefix)) {
    return pathname === prefix.slice(0, -1) ? "" : undefined;
  }
  try {
    return decodeURIComponent(pathname.slice(prefix.length));
  } catch {
    throw problem("invalid", "the path in the URL is not UTF-8");
  }
}

/** What the header `Allow` names for some methods; empty for none. */
function methodsOf(found: readonly Route["method"][]): string[] {
  const methods = found.map((method) => method.toUpperCase());
  if (methods.includes("GET")) methods.push("HEAD");
  return methods.length === 0 ? [] : [...methods, "OPTIONS"];
}
