/**
 * `jet` in a pipe, in the process of the test.
 *
 * @module
 */
import type { SignalName } from "../../command_line/errors.ts";
import { JetHere } from "./jet_here.ts";
import { Lines } from "./lines.ts";
import { within } from "./within.ts";

/** A run of `jet` in a pipe, as `Program` is one of a process. */
export class ToolHere implements AsyncDisposable {
  readonly #jet: JetHere;
  readonly stdout: Lines;
  readonly stderr: Lines;

  constructor(args: readonly string[], env: Record<string, string>) {
    const stdout = new TransformStream<Uint8Array<ArrayBuffer>>();
    const stderr = new TransformStream<Uint8Array<ArrayBuffer>>();
    this.stdout = new Lines(stdout.readable);
    this.stderr = new Lines(stderr.readable);
    const [out, err] = [stdout.writable, stderr.writable]
      .map((stream) => stream.getWriter());
    this.#jet = new JetHere(args, {
      env,
      stdout: (chunk) => void out.write(chunk),
      stderr: (chunk) => void err.write(chunk),
    });
    this.#jet.code.finally(() => Promise.all([out.close(), err.close()]));
  }

  /** What a signal to the process does. */
  signal(signal: SignalName): void {
    this.#jet.signal(signal);
  }

  /** Fulfilled when it has ended, and all that it printed is there. */
  async ended(): Promise<{ code: number }> {
    const code = await within(this.#jet.code, "the end of jet");
    await Promise.all([this.stdout.done, this.stderr.done]);
    return { code };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.signal("SIGTERM");
    await this.ended();
  }
}
