/**
 * Where a daemon listens by its options.
 *
 * @module
 */
import type { Sockets } from "../transport/listen/listener.ts";
import { hostsOf } from "./hosts.ts";
import type { Endpoints } from "./listeners.ts";
import {
  DEFAULT_BINARY_PORT,
  DEFAULT_DEAD_AFTER_S,
  DEFAULT_PORT,
  DEFAULT_UNIX,
  DEFAULT_WS_PORT,
  type ListenOptions,
} from "./options/daemon_options.ts";

/** Where it listens without options. */
export function defaultEndpoints({ abstractSockets }: Sockets): ListenOptions {
  return {
    port: DEFAULT_PORT,
    wsPort: DEFAULT_WS_PORT,
    binaryPort: DEFAULT_BINARY_PORT,
    unix: abstractSockets ? DEFAULT_UNIX : undefined,
  };
}

/** The endpoints that options name. */
export function endpointsOf(
  options: ListenOptions,
  deadAfter: number | undefined,
  tls: boolean,
): Endpoints {
  const { host, port, wsPort, binaryPort, inherited = [] } = options;
  const { unix, unixMode, unixOwner, unixGroup } = options;
  const hosts = hostsOf(host);
  const ports = { port, wsPort, binaryPort };
  return {
    tls,
    hosts,
    deadAfter: deadAfter ?? DEFAULT_DEAD_AFTER_S,
    ...ports,
    unix,
    unixMode,
    unixOwner,
    unixGroup,
    inherited,
  };
}
