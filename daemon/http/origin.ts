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
   * Whether pages of the very host that is asked may connect, whatever its
   * name. Otherwise only if it is an address or a local name, as for Radar: a
   * stranger's name may be made to point at this machine.
   */
  readonly sameHost: boolean;
}

/** Whether the host is this machine, seen from itself. */
function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname.endsWith(".localhost") ||
    hostname === "[::1]" || /^127(\.\d{1,3}){3}$/.test(hostname);
}

/**
 * Whether a host can't be a stranger's name for this machine: addresses, and
 * names that only the local network resolves.
 */
export function isLocalName(hostname: string): boolean {
  return hostname.startsWith("[") || /^\d{1,3}(\.\d{1,3}){3}$/.test(hostname) ||
    !hostname.includes(".") || hostname.endsWith(".local");
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
  if (isLoopback(url.hostname)) return true;
  return url.host === request.headers.get("host") &&
    (rules.sameHost || isLocalName(url.hostname));
}

/**
 * Whether a request comes from a page that the daemon itself has served to a
 * browser on its machine.
 */
export function isOwnPage(request: Request): boolean {
  const origin = request.headers.get("origin");
  if (origin === null) return false;
  try {
    const url = new URL(origin);
    return isLoopback(url.hostname) &&
      url.host === request.headers.get("host");
  } catch {
    return false;
  }
}
