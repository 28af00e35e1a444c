/**
 * Keeps web pages of strangers away: a browser lets every page open a
 * WebSocket to any address that its user can reach.
 *
 * @module
 */

/** Which pages may connect. */
export interface OriginRules {
  /** Origins such as `https://example.org`; `*` for all. */
  readonly allowed: readonly string[];
  /**
   * Whether pages of the very host that is asked may connect. Only where that
   * host serves pages: a stranger's name may be made to point at this machine.
   */
  readonly sameHost: boolean;
}

/** Whether the host is this machine, seen from itself. */
function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname.endsWith(".localhost") ||
    hostname === "[::1]" || /^127(\.\d{1,3}){3}$/.test(hostname);
}

/**
 * Whether a request may become a WebSocket. Programs other than browsers name
 * no origin, and pages of this machine are not strangers.
 */
export function mayConnect(request: Request, rules: OriginRules): boolean {
  const origin = request.headers.get("origin");
  if (origin === null) return true;
  if (rules.allowed.includes("*") || rules.allowed.includes(origin)) {
    return true;
  }
  let url: URL;
  try {
    url = new URL(origin);
  } catch {
    // "null": a page from a file or a sandbox.
    return false;
  }
  return isLoopback(url.hostname) ||
    (rules.sameHost && url.host === request.headers.get("host"));
}
