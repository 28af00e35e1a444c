/**
 * A byte stream without a socket.
 *
 * @module
 */
import type {
  ByteStream,
  StreamHandler,
} from "../../transport/links/byte_stream.ts";

/** Records what its link does; the test plays the system and the other end. */
export class FakeStream implements ByteStream {
  readonly remote = "test";
  endsWhenDead = false;
  /** Copies of all writes. */
  readonly writes: Uint8Array[] = [];
  /** Everything else, in order. */
  readonly calls: string[] = [];
  /** Whether writes are taken at once. */
  takesAtOnce = true;
  /** The link. */
  handler: StreamHandler | undefined;
  #untaken = 0;

  write(bytes: Uint8Array): void {
    this.writes.push(bytes.slice());
    this.#untaken = bytes.length;
    if (this.takesAtOnce) this.take();
  }

  /** Takes so much of the current write; all of it without an argument. */
  take(length: number = this.#untaken): void {
    this.#untaken -= length;
    this.handler?.wrote(length);
  }

  endWriting(): void {
    this.calls.push("endWriting");
  }

  close(): void {
    this.calls.push("close");
  }

  destroy(): void {
    this.calls.push("destroy");
  }

  pause(): void {
    this.calls.push("pause");
  }

  resume(): void {
    this.calls.push("resume");
  }
}
