/**
 * Which web pages may make requests, and the headers for their browsers.
 *
 * @module
 */
import { isLocalName, mayConnect } from "../http/origin.ts";

const REQUEST_HEADERS =
  "Authorization, Content-Type, If-Match, If-None-Match, Last-Event-ID, Prefer";
const RESPONSE_HEADERS = "ETag, Link, Last-Event-ID, Retry-After, Allow";
/** Seconds for which a browser remembers the answer. */
const MAX_AGE_S = 600;

/**
 * Whether a request may be answered. A page whose name its owner has made to
 * point at this machine asks without an origin: so the name must be an address,
 * a name of the local network, or one that is allowed.
 */
export function mayAsk(
  request: Request,
  url: URL,
  allowed: readonly string[],
): boolean {
  if (!mayConnect(request, { allowed, sameHost: false })) return false;
  return isLocalName(url.hostname) ||
    url.hostname.endsWith(".localhost") ||
    allowed.some((origin) => origin === "*" || hostOf(origin) === url.hostname);
}

function hostOf(origin: string): string | undefined {
  try {
    return new URL(origin).hostname;
  } catch {
    return undefined;
  }
}

/** Headers for pages of other origins. */
export function corsHeaders(
  request: Request,
  url: URL,
  allowed: readonly string[],
): [name: string, value: string][] {
  const origin = request.headers.get("origin");
  if (origin === null || !mayAsk(request, url, allowed)) return [];
  return [
    ["Access-Control-Allow-Origin", origin],
    ["Access-Control-Expose-Headers", RESPONSE_HEADERS],
    ["Vary", "Origin"],
  ];
}

/** The answer to a browser that asks what a page may do with a route. */
export function preflight(allowed: readonly string[]): Response {
  const methods = allowed.join(", ");
  return new Response(null, {
    status: 204,
    headers: {
      "Allow": methods,
      "Access-Control-Allow-Methods": methods,
      "Access-Control-Allow-Headers": REQUEST_HEADERS,
      "Access-Control-Max-Age": String(MAX_AGE_S),
    },
  });
}
