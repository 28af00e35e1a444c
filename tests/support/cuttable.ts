/**
 * A way to a TCP port that can be cut, as a cable is.
 *
 * @module
 */

/** Passes connections on, until they are cut. */
export class Cuttable implements AsyncDisposable {
  readonly #listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  readonly #connections = new Set<Deno.Conn>();
  readonly #serving: Promise<void>;

  /** @param port Where connections are passed on to. */
  constructor(port: number) {
    this.#serving = this.#serve(port);
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
    await this.#serving;
  }

  async #serve(port: number): Promise<void> {
    const passing: Promise<void>[] = [];
    for await (const near of this.#listener) {
      const far = await Deno.connect({ hostname: "127.0.0.1", port });
      this.#connections.add(near).add(far);
      passing.push(
        near.readable.pipeTo(far.writable).catch(() => {}),
        far.readable.pipeTo(near.writable).catch(() => {}),
      );
    }
    await Promise.all(passing);
  }
}
