/**
 * Many requests of one peer, a limited number of them unanswered at a time.
 *
 * @module
 */

import { Ring } from "./frames.ts";
import type { RawPeer } from "./raw_peer.ts";
import type { Run } from "./run.ts";

/**
 * Sends messages in turn and waits for the last answer. The peer must get
 * nothing but answers.
 *
 * @param inFlight So many messages are unanswered at most.
 * @param progress Called with the number of answers so far.
 */
export async function pipeline(
  run: Run,
  peer: RawPeer,
  messages: string[],
  inFlight: number,
  progress?: (done: number) => void,
): Promise<void> {
  const ring = new Ring(peer.wire, messages);
  const before = peer.frames;
  const send = (bytes: Uint8Array) => peer.send(bytes);
  let sent = 0;
  const next = () => {
    const done = peer.frames - before;
    progress?.(done);
    const free = Math.min(inFlight - (sent - done), messages.length - sent);
    sent += free;
    ring.take(free, send);
  };
  peer.onFrames = next;
  next();
  await run.until(peer.arrived(before + messages.length));
  peer.onFrames = undefined;
}
