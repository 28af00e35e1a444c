/**
 * Packets of members whose joins, or that of this one, are entries of the log that
 * have not come yet.
 *
 * @module
 */

/** Most packets that are kept; the oldest go first. */
const MAX_PACKETS = 1_000;

/** A packet and its sender. */
interface Packet {
  readonly from: string;
  readonly bytes: Uint8Array;
}

/** See the module. */
export class EarlyPackets {
  #packets: Packet[] = [];

  /** Keeps a packet. */
  add(from: string, bytes: Uint8Array): void {
    if (this.#packets.length >= MAX_PACKETS) this.#packets.shift();
    this.#packets.push({ from, bytes });
  }

  /** Those that were kept, which it keeps no longer. */
  take(): readonly Packet[] {
    const packets = this.#packets;
    this.#packets = [];
    return packets;
  }
}
