/**
 * A way to a TCP port that can be cut, as a cable is.
 *
 * @module
 */

import { Gate } from "./gate.ts";

/** Passes connections on, until they are cut or refused. */
export class Cuttable implements AsyncDisposable {
  readonly #listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  readonly #connections = new Set<Deno.Conn>();
  readonly #serving: Promise<void>;
  /** Where connections are passed on to. */
  target: number;
  /** While it is shut, connections are taken and wait. */
  readonly gate = new Gate();
  /** Connections that are still refused. */
  refusals = 0;

  /** @param port Where connections are passed on to. */
  constructor(port: number) {
    this.target = port;
    this.#serving = this.#serve();
  }

  /** The port that connections are taken at. */
  get port(): number {
    const { addr } = this.#listener;
    return "port" in addr ? addr.port : 0;
  }

  /** Cuts all connections. */
  cut(): void {
    for (const connection of this.#connections) {
      try {
        connection.close();
      } catch (error) {
        // Both sides may have left by themselves.
        if (!(error instanceof Deno.errors.BadResource)) throw error;
      }
    }
    this.#connections.clear();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#listener.close();
    this.cut();
    this.gate.open();
    await this.#serving;
  }

  async #serve(): Promise<void> {
    const passing: Promise<unknown>[] = [];
    for await (const near of this.#listener) {
      if (this.refusals > 0) {
        this.refusals--;
        near.close();
      } else {
        passing.push(this.#pass(near));
      }
    }
    await Promise.all(passing);
  }

  async #pass(near: Deno.TcpConn): Promise<void> {
    this.#connections.add(near);
    await this.gate.pass();
    const { target: port } = this;
    const far = await Deno.connect({ hostname: "127.0.0.1", port });
    this.#connections.add(far);
    await Promise.allSettled([
      near.readable.pipeTo(far.writable),
      far.readable.pipeTo(near.writable),
    ]);
  }
}
