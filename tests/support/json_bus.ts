/**
 * A bus in process whose peers write 2.x JSON.
 *
 * @module
 */
import type { VirtualClock } from "../../testing/clock.ts";
import { plainBus } from "../../bench/plain_bus.ts";
import { Dialects } from "../../protocol/dialects/detect.ts";
import { ProgramLink } from "../property/link.ts";
import { asRecord } from "./client.ts";

const encoder = new TextEncoder();

/** A bus on a clock of the test, on which no peer is too slow. */
export class JsonBus {
  readonly #dialects = new Dialects();
  readonly #bus;

  /** @param clock Measures turns. */
  constructor(clock: VirtualClock) {
    this.#bus = plainBus(clock, {
      stallTimeout: 1_000_000,
      onError: (_session, error) => {
        throw error;
      },
    });
  }

  /** Connects a peer, which is shown each message. */
  connect(take: (message: Record<string, unknown>) => void): ProgramLink {
    const link = new ProgramLink(
      "here",
      false,
      (message) => take(asRecord(JSON.parse(String(message)))),
    );
    this.#bus.connect(link, this.#dialects.classic);
    return link;
  }
}

/** Sends a request, whose id is its method. */
export function say(link: ProgramLink, method: string, params: unknown): void {
  link.say(encoder.encode(JSON.stringify({ id: method, method, params })));
}
