/**
 * Options of sockets by which Linux finds dead TCP connections. Connections
 * inherit them from the socket that listens.
 *
 * @module
 */

/** Level of the options of all sockets. */
export const SOL_SOCKET = 1;
const SO_KEEPALIVE = 9;
/** Level of the options of TCP. */
export const IPPROTO_TCP = 6;
const TCP_KEEPIDLE = 4;
const TCP_KEEPINTVL = 5;
const TCP_KEEPCNT = 6;
/** Option: milliseconds that sent bytes may stay without acknowledgement. */
export const TCP_USER_TIMEOUT = 18;
// Option, since Linux 6.15: longest time between two attempts to send again.
const TCP_RTO_MAX_MS = 44;
const MAX_RTO_MAX_MS = 120_000;
/** Size of the value of an option. */
export const INT_BYTES = 4;

// Limit of the kernel for the times of keep-alive.
const MAX_KEEP_ALIVE_S = 32_767;
const PROBES = 3;
// The kernel acts at its next timer: the user timeout ends a little before.
const MARGIN = 0.05;

// What Node, Bun and Deno's `node:net` send after the silence that they are
// given: 10 probes, one a second.
const RUNTIME_PROBES_MS = 10_000;

/** `setsockopt` of the C library; returns 0 for success. */
export type SetSocketOption = (
  fd: number,
  level: number,
  name: number,
  value: Int32Array<ArrayBuffer>,
  bytes: number,
) => number;

/** The library that has `setsockopt`, on Linux. */
export const C_LIBRARY = "libc.so.6";

/** The {@linkcode TCP_USER_TIMEOUT} of dead connections. */
export function userTimeoutMs(deadAfterS: number): number {
  return Math.ceil(deadAfterS * 1000 * (1 - MARGIN));
}

/**
 * Makes the connections of a listening socket end when the other side has not
 * acknowledged anything for a time, whether they are quiet or not.
 *
 * @returns Whether all options could be set.
 */
export function endDeadConnections(
  fd: number,
  deadAfterS: number,
  setSocketOption: SetSocketOption,
): boolean {
  const share = (part: number) =>
    Math.min(MAX_KEEP_ALIVE_S, Math.max(1, Math.floor(deadAfterS / part)));
  const options: readonly (readonly [number, number, number])[] = [
    [SOL_SOCKET, SO_KEEPALIVE, 1],
    // A third for the silence, a fifth for each probe.
    [IPPROTO_TCP, TCP_KEEPIDLE, share(3)],
    [IPPROTO_TCP, TCP_KEEPINTVL, share(5)],
    [IPPROTO_TCP, TCP_KEEPCNT, PROBES],
    [IPPROTO_TCP, TCP_USER_TIMEOUT, userTimeoutMs(deadAfterS)],
  ];
  const set = ([level, name, value]: (typeof options)[number]) =>
    setSocketOption(fd, level, name, Int32Array.of(value), INT_BYTES) === 0;
  // The time between attempts doubles: without a limit there may be none in the
  // second half of the user timeout, so that an outage of half of it ends a busy
  // connection. Older kernels don't have this option.
  const pauseMs = Math.min(MAX_RTO_MAX_MS, share(5) * 1000);
  set([IPPROTO_TCP, TCP_RTO_MAX_MS, pauseMs]);
  return options.every(set);
}

/** The part of a runtime's socket that is used here. */
interface KeepAliveSocket {
  setKeepAlive(on: boolean, idleMs: number): void;
}

/**
 * Makes the system probe a quiet connection, where the listening socket could
 * not be set: a busy one is found dead much later.
 */
export function keepAlive(socket: KeepAliveSocket, deadAfterS: number): void {
  if (deadAfterS === 0) return;
  const idleMs = deadAfterS * 1000 - RUNTIME_PROBES_MS;
  socket.setKeepAlive(true, Math.max(1000, Math.floor(idleMs)));
}
