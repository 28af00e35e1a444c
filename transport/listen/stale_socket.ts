/**
 * The files of unix sockets.
 *
 * @module
 */
/**
 * Makes way for a new unix socket: removes the socket that a daemon left behind
 * which is no longer there. Anything else is left alone.
 *
 * @param connects Whether a program listens on the socket.
 * @throws {Error} if the path is taken.
 */
export async function removeStaleSocket(
  path: string,
  connects: () => Promise<boolean>,
): Promise<void> {
  // Loaded here, because most daemons start without.
  const { lstat, unlink } = await import("node:fs/promises");
  const found = await lstat(path).catch(() => undefined);
  if (found === undefined) return;
  if (!found.isSocket()) throw new Error(`${path} is not a socket`);
  if (await connects()) throw new Error("another daemon listens on it");
  await unlink(path);
}
