/**
 * The local addresses that a daemon listens on.
 *
 * @module
 */
import type { Listener } from "../transport/listen/listener.ts";
import { ownMember } from "../base/object_members.ts";
import { DEFAULT_HOST } from "./options/daemon_options.ts";

/** A local address. */
export interface Host {
  readonly hostname: string;
  /** Whether it is left out on machines that don't have it. */
  readonly optional: boolean;
}

const LOOPBACK: readonly Host[] = [
  { hostname: "127.0.0.1", optional: false },
  { hostname: "::1", optional: true },
];

// A free port of one address may be in use at another one.
const MAX_ATTEMPTS = 20;

/** The addresses of the option `host`, each once. */
export function hostsOf(
  host: string | readonly string[] = DEFAULT_HOST,
): Host[] {
  const names = typeof host === "string" ? [host] : host;
  const hosts = new Map<string, Host>();
  for (const hostname of names.length > 0 ? names : [DEFAULT_HOST]) {
    const found = hostname === DEFAULT_HOST
      ? LOOPBACK
      : [{ hostname, optional: false }];
    for (const host of found) {
      if (!host.optional || !hosts.has(host.hostname)) {
        hosts.set(host.hostname, host);
      }
    }
  }
  return [...hosts.values()];
}

/** Whether a port can't be listened on because another program does. */
export function isInUse(error: unknown): boolean {
  return ownMember(error, "code") === "EADDRINUSE";
}

/**
 * Listens on one port of several addresses.
 *
 * @param port The port; 0 takes one that is free at all of them.
 * @param failed Makes the error that is thrown if an address can't be used.
 */
export async function onHosts(
  hosts: readonly Host[],
  port: number,
  open: (hostname: string, port: number) => Promise<Listener>,
  failed: (hostname: string, port: number, error: unknown) => Error,
): Promise<{ listener: Listener; hostnames: string[] }> {
  for (let attempt = 1;; attempt++) {
    const listeners: Listener[] = [];
    const hostnames: string[] = [];
    const close = async () => {
      await Promise.all(listeners.map((listener) => listener.close()));
    };
    let taken: number = port;
    let again = false;
    for (const { hostname, optional } of hosts) {
      try {
        const listener = await open(hostname, taken);
        taken = listener.port;
        listeners.push(listener);
        hostnames.push(hostname);
      } catch (error) {
        const inUse = isInUse(error);
        if (optional && !inUse) continue;
        await close();
        again = inUse && port === 0 && attempt < MAX_ATTEMPTS;
        if (!again) throw failed(hostname, taken, error);
        break;
      }
    }
    if (!again) return { listener: { port: taken, close }, hostnames };
  }
}
