/**
 * How a daemon that joins comes to know what the members know.
 *
 * @module
 */
import type { Clock } from "../base/clock.ts";
import type { Directory } from "./directory.ts";
import { isRecord } from "../base/narrowing.ts";
import { isReplaced } from "./log_anchor.ts";
import type { ClusterTransport } from "./transport.ts";

/** Leases without an entry after which a log is silent for certain. */
const SILENCE = 1.2;
/** Milliseconds by which clocks of machines may differ. */
const LONG_AGO_MS = 60_000;
/** Milliseconds after which a failed attempt is repeated. */
const RETRY_MS = 200;

/**
 * Takes the state of a member over, or waits until it is certain that there is none.
 *
 * @param directory The directory, which is empty.
 * @param mayBeLost Whether the log may have been lost while there were members: then
 * an empty one proves nothing.
 * @throws {Error} if the log can't be reached.
 */
export async function takeState(
  directory: Directory,
  transport: ClusterTransport,
  clock: Clock,
  leaseMs: number,
  mayBeLost: boolean,
): Promise<void> {
  let silentSince = clock.monotonic();
  let last = -1;
  for (;;) {
    const { sequence, time } = await transport.end();
    const now = clock.monotonic();
    if (sequence !== last) silentSince = now;
    last = sequence;
    // A log that takes entries, and gets none for a lease, has ended all its
    // members. One that has stood has ended none of them.
    const isSilent = sequence === 0 && !mayBeLost ||
      now - silentSince > leaseMs * SILENCE ||
      sequence > 0 && !transport.isReplicated &&
        clock.now() - time > leaseMs + LONG_AGO_MS;
    if (isSilent) {
      directory.sequence = sequence;
      return;
    }
    const pieces = sequence > 0 ? await transport.askState() : undefined;
    if (pieces !== undefined) {
      const decoder = new TextDecoder();
      const text = pieces.map((piece) => decoder.decode(piece)).join("");
      const state: unknown = JSON.parse(text);
      if (!await isOfLostLog(state, transport)) {
        directory.restore(state);
        return;
      }
    }
    await new Promise<void>((resolve) => clock.after(RETRY_MS, resolve));
  }
}

/** Whether a state is of a log that was lost, which its members will notice. */
async function isOfLostLog(
  state: unknown,
  transport: Pick<ClusterTransport, "end" | "timeOf">,
): Promise<boolean> {
  if (!isRecord(state)) return false;
  const { sequence, entryTime: time = 0 } = state;
  const end = await transport.end();
  if (Number(sequence) > end.sequence) return true;
  // The state of an earlier version lacks the time.
  return typeof sequence === "number" && typeof time === "number" &&
    time > 0 && await isReplaced(transport, { sequence, time });
}

/** Milliseconds for which a state is written without a pause. */
const SLICE_MS = 5;

/**
 * The state of a directory in messages of a limited length. It is written in slices,
 * between which the event loop serves peers.
 */
export async function statePieces(
  directory: Directory,
  length: number,
  clock: Clock,
): Promise<readonly Uint8Array[]> {
  // A unit of a string takes at most three bytes.
  const step = Math.floor(length / 3) - 64;
  const pieces: Uint8Array[] = [];
  let text = "";
  let begunAt = clock.monotonic();
  for (const part of directory.snapshot()) {
    text += part;
    while (text.length > step) {
      const end = pieceEnd(text, step);
      pieces.push(encoder.encode(text.slice(0, end)));
      text = text.slice(end);
    }
    if (clock.monotonic() - begunAt < SLICE_MS) continue;
    await new Promise<void>((resolve) => clock.nextTurn(resolve));
    begunAt = clock.monotonic();
  }
  if (text !== "") pieces.push(encoder.encode(text));
  return pieces;
}

const encoder = new TextEncoder();

/** Where a piece ends: not between the halves of a character. */
function pieceEnd(text: string, end: number): number {
  const last = text.charCodeAt(end - 1);
  return last >= 0xd800 && last < 0xdc00 ? end - 1 : end;
}
