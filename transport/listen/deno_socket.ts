/**
 * Options of Deno's listening sockets, by the C library.
 *
 * @module
 */
import {
  endDeadConnections,
  INT_BYTES,
  IPPROTO_TCP,
  SOL_SOCKET,
  TCP_USER_TIMEOUT,
  userTimeoutMs,
} from "./dead_peers.ts";
import { openCLibrary } from "./deno_library.ts";

const SO_ACCEPTCONN = 30;
// Largest socket address that is needed: `sockaddr_in6`.
const ADDRESS_BYTES = 28;
const PORT_OFFSET = 2;
// Descriptors are given from below; a listening socket is not above these.
const MAX_FDS = 1 << 16;

/** What is used of the C library; `undefined` if it may not be called. */
function openLibrary() {
  const option = ["i32", "i32", "i32", "buffer"] as const;
  return openCLibrary({
    getsockname: { parameters: ["i32", "buffer", "buffer"], result: "i32" },
    getsockopt: { parameters: [...option, "buffer"], result: "i32" },
    setsockopt: { parameters: [...option, "u32"], result: "i32" },
  });
}

// Opened by the first listener and never closed: each `dlopen` takes 0.7 ms.
let library: ReturnType<typeof openLibrary> | null;

/**
 * Makes the connections of a listening socket end when the other side is dead.
 * Deno does not tell the descriptor of the socket: it is the one that listens on
 * the port and does not have the options yet.
 *
 * @param deadAfterS Seconds without acknowledgement.
 * @returns Whether that was possible.
 */
export function findsDeadConnections(
  port: number,
  deadAfterS: number,
): boolean {
  library ??= openLibrary() ?? null;
  if (library === null) return false;
  const { getsockname, getsockopt, setsockopt } = library.symbols;
  const address = new DataView(new ArrayBuffer(ADDRESS_BYTES));
  const value = new Int32Array(1);
  const bytes = new Int32Array(1);
  const optionOf = (fd: number, level: number, name: number) => {
    bytes[0] = INT_BYTES;
    return getsockopt(fd, level, name, value, bytes) === 0 ? value[0] : -1;
  };
  for (let fd = 0; fd < MAX_FDS; fd++) {
    bytes[0] = ADDRESS_BYTES;
    if (getsockname(fd, address.buffer, bytes) !== 0) continue;
    if (address.getUint16(PORT_OFFSET) !== port) continue;
    if (optionOf(fd, SOL_SOCKET, SO_ACCEPTCONN) !== 1) continue;
    const present = optionOf(fd, IPPROTO_TCP, TCP_USER_TIMEOUT);
    if (present === userTimeoutMs(deadAfterS)) continue;
    return endDeadConnections(fd, deadAfterS, setsockopt);
  }
  return false;
}
