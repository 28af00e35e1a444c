/**
 * What Linux tells of processes and sockets.
 *
 * @module
 */

/** Bytes of memory that a process occupies. */
export async function residentBytes(pid: number): Promise<number> {
  const status = await Deno.readTextFile(`/proc/${pid}/status`);
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) * 1024;
}

/**
 * Bytes that have arrived on a TCP connection and that its program has not
 * read: the largest `Recv-Q` of all connections to a port.
 */
export async function unreadBytes(port: number): Promise<number> {
  const table = await Deno.readTextFile("/proc/net/tcp");
  const local = `:${port.toString(16).toUpperCase().padStart(4, "0")}`;
  // sl local_address rem_address st tx_queue:rx_queue …
  const queues = table.split("\n").map((line) => line.trim().split(/\s+/))
    .filter(([, address, , state]) =>
      address?.endsWith(local) && state === "01"
    )
    .map((fields) => parseInt(fields[4].split(":")[1], 16));
  return Math.max(0, ...queues);
}
