/**
 * Many requests of one peer, a limited number of them unanswered at a time.
 *
 * @module
 */

import type { Ring } from "./frames.ts";
import type { RawPeer } from "./raw_peer.ts";
import type { Run } from "./run.ts";

/**
 * Sends messages once in turn and waits for the last answer. The peer must get
 * nothing but answers.
 *
 * @param messages Prepared before the clock runs: that takes a microsecond each.
 * @param inFlight So many messages are unanswered at most.
 * @param progress Called with the number of answers so far.
 */
export async function pipeline(
  run: Run,
  peer: RawPeer,
  messages: Ring,
  inFlight: number,
  progress?: (done: number) => void,
): Promise<void> {
  const before = peer.frames;
  const send = (bytes: Uint8Array) => peer.send(bytes);
  let sent = 0;
  const next = () => {
    const done = peer.frames - before;
    progress?.(done);
    const free = Math.min(inFlight - (sent - done), messages.count - sent);
    sent += free;
    messages.take(free, send);
  };
  peer.onFrames = next;
  next();
  await run.until(peer.arrived(before + messages.count));
  peer.onFrames = undefined;
}
