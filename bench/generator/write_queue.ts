/**
 * Output of one connection of a load generator: what is sent while a write is
 * under way leaves in one write behind it.
 *
 * @module
 */
import { concat } from "../../base/concat.ts";

/** The bytes that wait for a connection's write. */
export class WriteQueue {
  readonly #connection: Deno.TcpConn;
  readonly #fail: (error: unknown) => void;
  #pieces: Uint8Array[] = [];
  #writing: boolean;

  /**
   * @param fail Receives why a write failed.
   * @param held Whether everything waits until `release`, as behind a request
   * for an upgrade.
   */
  constructor(
    connection: Deno.TcpConn,
    fail: (error: unknown) => void,
    held = false,
  ) {
    this.#connection = connection;
    this.#fail = fail;
    this.#writing = held;
  }

  /** Sends bytes, which must not be altered afterwards. */
  send(bytes: Uint8Array): void {
    this.#pieces.push(bytes);
    if (!this.#writing) this.release();
  }

  /** Writes what waits. */
  release(): void {
    this.#write().catch(this.#fail);
  }

  async #write(): Promise<void> {
    this.#writing = true;
    while (this.#pieces.length > 0) {
      const pieces = this.#pieces;
      const bytes = pieces.length === 1 ? pieces[0] : concat(pieces);
      this.#pieces = [];
      await writeAll(this.#connection, bytes);
    }
    this.#writing = false;
  }
}

/** Writes all of the bytes. */
export async function writeAll(
  connection: Deno.TcpConn,
  bytes: Uint8Array,
): Promise<void> {
  let at = await connection.write(bytes);
  while (at < bytes.length) at += await connection.write(bytes.subarray(at));
}
