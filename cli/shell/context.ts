/**
 * What a command works with: what was given, where to print, how to get to the
 * daemon.
 *
 * @module
 */
import type { Peer, PeerOptions } from "../../peer.ts";
import type { Environment, ParsedArgs } from "../../command_line/arguments.ts";
import type { Input } from "./input.ts";
import type { Output } from "../print/output.ts";
import type { Style } from "../print/style.ts";

/** See the module. */
export interface Context {
  readonly given: ParsedArgs;
  readonly env: Environment;
  /** For results, and nothing else. */
  readonly out: Output;
  /** For messages. */
  readonly err: Output;
  readonly input: Input;
  /** The colours of `out`. */
  readonly style: Style;
  /** Whether results are JSON: in a pipe, or because it was asked for. */
  readonly json: boolean;
  /** Aborted when the program has to end. */
  readonly signal: AbortSignal;
  /** Where the daemon is. */
  readonly url: string;
  /** Connects to the daemon; the peer is closed when the program has to end. */
  connect(options?: PeerOptions): Promise<Peer>;
  /** Tells the user something in a line. */
  say(message: string): void;
}

/** Waits for the end of the program. @throws its reason. */
export function untilStopped(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) abort();
    else signal.addEventListener("abort", abort, { once: true });
  });
}

/** Tells the user when the daemon is lost, and when it is back. */
export function tellConnection(peer: Peer, context: Context): void {
  peer.addEventListener("disconnect", () => {
    if (!context.signal.aborted) {
      context.say(`lost ${context.url}, trying again`);
    }
  });
  peer.addEventListener("reconnect", () => context.say("connected again"));
}
