/**
 * Options of the sockets of another process, on Linux.
 *
 * @module
 */
import { readdir, readFile, readlink } from "node:fs/promises";

const SYS_PIDFD_OPEN = 434;
const SYS_PIDFD_GETFD = 438;
const ESTABLISHED = "01";

/**
 * Reads options of the socket of a connection that a process has accepted.
 *
 * @param port The port that the process listens on.
 * @param options Level and name of each.
 */
export async function acceptedOptions(
  pid: number,
  port: number,
  options: readonly (readonly [level: number, name: number])[],
): Promise<number[]> {
  const fd = await descriptorOf(pid, await inodeOf(port));
  const libc = Deno.dlopen("libc.so.6", {
    syscall: { parameters: ["i64", "i64", "i64", "i64"], result: "i64" },
    getsockopt: {
      parameters: ["i32", "i32", "i32", "buffer", "buffer"],
      result: "i32",
    },
    close: { parameters: ["i32"], result: "i32" },
  });
  const { syscall, getsockopt, close } = libc.symbols;
  const call = (number: number, one: number, two: number): number => {
    const args = [number, one, two, 0].map(BigInt);
    const result = syscall(args[0], args[1], args[2], args[3]);
    if (result < 0n) throw new Error(`system call ${number} failed`);
    return Number(result);
  };
  const process = call(SYS_PIDFD_OPEN, pid, 0);
  const socket = call(SYS_PIDFD_GETFD, process, fd);
  try {
    return options.map(([level, name]) => {
      const value = new Int32Array(1);
      const bytes = Int32Array.of(value.byteLength);
      if (getsockopt(socket, level, name, value, bytes) !== 0) {
        throw new Error(`option ${level} ${name} can't be read`);
      }
      return value[0];
    });
  } finally {
    close(socket);
    close(process);
    libc.close();
  }
}

/** Number of the socket of the first connection to a local port. */
async function inodeOf(port: number): Promise<string> {
  const end = `:${port.toString(16).padStart(4, "0").toUpperCase()}`;
  for (const file of ["/proc/net/tcp", "/proc/net/tcp6"]) {
    for (const line of (await readFile(file, "utf8")).split("\n").slice(1)) {
      const columns = line.trim().split(/\s+/);
      if (columns[1]?.endsWith(end) && columns[3] === ESTABLISHED) {
        return columns[9];
      }
    }
  }
  throw new Error(`no connection to port ${port}`);
}

async function descriptorOf(pid: number, inode: string): Promise<number> {
  for (const fd of await readdir(`/proc/${pid}/fd`)) {
    const target = await readlink(`/proc/${pid}/fd/${fd}`).catch(() => "");
    if (target === `socket:[${inode}]`) return Number(fd);
  }
  throw new Error(`process ${pid} has no socket ${inode}`);
}
