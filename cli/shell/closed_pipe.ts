/**
 * Notices that the reader of the standard output has gone before anything is
 * written to it, as after the first line in `jet watch | head -1`: `poll` of the
 * C library reports it on Linux. Elsewhere, and without the permission for FFI on
 * Deno, the next write fails.
 *
 * @module
 */
import { fstatSync } from "node:fs";
import process from "node:process";
import { clearInterval, setInterval } from "node:timers";
import { C_LIBRARY } from "../../transport/listen/dead_peers.ts";
import { openCLibrary } from "../../transport/listen/deno_library.ts";

const INTERVAL_MS = 300;
const STDOUT = 1;
/** Offset of `revents` in the `pollfd` of C, which is a number and two shorts. */
const REVENTS = 6;
const POLLFD_BYTES = 8;
const POLLERR = 8;

/** `poll`: the descriptors, their number, milliseconds to wait. */
type Poll = (fds: Uint8Array, count: number, timeoutMs: number) => number;

// A part of the module `bun:ffi`.
interface BunFfi {
  dlopen(
    library: string,
    symbols: Record<string, { args: readonly string[]; returns: string }>,
  ): { symbols: { poll: Poll } };
}
// Deno resolves literal specifiers, and does not know this one.
const BUN_FFI: string = "bun:ffi";

async function openPoll(): Promise<Poll | undefined> {
  if (typeof Deno === "undefined") {
    if (process.versions.bun === undefined) return undefined;
    const { dlopen }: BunFfi = await import(BUN_FFI);
    return dlopen(C_LIBRARY, {
      poll: { args: ["ptr", "u32", "i32"], returns: "i32" },
    }).symbols.poll;
  }
  const poll = openCLibrary({
    poll: { parameters: ["buffer", "usize", "i32"], result: "i32" },
  })?.symbols.poll;
  return poll &&
    ((fds, count, timeoutMs) =>
      poll(new Uint8Array(fds.buffer), BigInt(count), timeoutMs));
}

/** Calls back once when nothing reads the standard output any more. */
export function onClosedPipe(callback: () => void): void {
  if (process.platform !== "linux") return;
  try {
    if (!fstatSync(STDOUT).isFIFO()) return;
  } catch {
    // It is closed.
    return;
  }
  let poll: Poll | undefined;
  const fds = new Uint8Array(POLLFD_BYTES);
  fds[0] = STDOUT;
  // The library is opened by commands that last longer than the interval.
  let opening: Promise<void> | undefined;
  const timer = setInterval(() => {
    opening ??= openPoll().then((found) => {
      if (found === undefined) clearInterval(timer);
      poll = found;
    }, () => clearInterval(timer));
    if (poll === undefined || poll(fds, 1, 0) < 1) return;
    if ((fds[REVENTS] & POLLERR) === 0) return;
    clearInterval(timer);
    callback();
  }, INTERVAL_MS);
  timer.unref();
}
