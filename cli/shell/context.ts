/**
 * What a command works with: arguments, input, outputs, the daemon.
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
  /** For results only. */
  readonly out: Output;
  /** For messages. */
  readonly err: Output;
  readonly input: Input;
  /** The colours of `out`. */
  readonly style: Style;
  /** Whether results are JSON: in a pipe, or with `--json`. */
  readonly json: boolean;
  /** Aborted when the program must end. */
  readonly signal: AbortSignal;
  /** Addresses of the daemon, or of the members of a cluster. */
  readonly urls: readonly string[];
  /** The same as they are written. */
  readonly url: string;
  /** Connects to the first that answers; the peer is closed when the program must end. */
  connect(options?: PeerOptions, urls?: readonly string[]): Promise<Peer>;
  /** Prints a message on the standard error. */
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

/** Prints when the connection is lost and when it is back. */
export function tellConnection(peer: Peer, context: Context): void {
  peer.addEventListener("disconnect", () => {
    if (!context.signal.aborted) {
      context.say(`lost ${context.url}, trying again`);
    }
  });
  peer.addEventListener("reconnect", () => context.say("connected again"));
}
