/**
 * Bodies of responses that are sent as they come about.
 *
 * @module
 */
import { ignore } from "../../base/narrowing.ts";

/** Output that is not taken yet, in bytes, above which a stream waits. */
const HIGH_WATER_BYTES = 1 << 16;

const encoder = new TextEncoder();
const CRLF = encoder.encode("\r\n");
const LAST_CHUNK = encoder.encode("0\r\n\r\n");

/** Whether the body of a response is a stream: it says so as Hono's do. */
export function isStreamed({ headers, body }: Response): boolean {
  return body !== null && headers.has("transfer-encoding");
}

/** Where a stream is written. */
export interface ChunkOutput {
  /** Bytes that the system has not taken yet. */
  readonly backlog: number;
  /** Appends pieces, which must not be changed any more. */
  append(pieces: readonly Uint8Array[]): void;
}

/**
 * Writes a stream to a connection. It reads on only when the client has taken
 * most of what was written: a client that does not read stops the stream.
 */
export class ResponseStream {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  readonly #output: ChunkOutput;
  readonly #chunked: boolean;
  readonly #onEnd: (complete: boolean) => void;
  #ended = false;
  #resume: (() => void) | undefined;

  /**
   * @param chunked Whether the client takes chunks; otherwise the end of the
   * connection ends the body.
   * @param onEnd Called once, after the last chunk or a failure.
   */
  constructor(
    body: ReadableStream<Uint8Array>,
    output: ChunkOutput,
    chunked: boolean,
    onEnd: (complete: boolean) => void,
  ) {
    this.#reader = body.getReader();
    this.#output = output;
    this.#chunked = chunked;
    this.#onEnd = onEnd;
    void this.#run();
  }

  async #run(): Promise<void> {
    try {
      while (!this.#ended) {
        if (this.#output.backlog > HIGH_WATER_BYTES) {
          await new Promise<void>((resolve) => this.#resume = resolve);
          continue;
        }
        const { done, value } = await this.#reader.read();
        if (this.#ended) return;
        if (done) return this.#end(true);
        if (value.length > 0) this.#write(value);
      }
    } catch {
      this.#end(false);
    }
  }

  #write(chunk: Uint8Array): void {
    if (!this.#chunked) return this.#output.append([chunk]);
    const size = encoder.encode(`${chunk.length.toString(16)}\r\n`);
    this.#output.append([size, chunk, CRLF]);
  }

  #end(complete: boolean): void {
    if (this.#ended) return;
    this.#ended = true;
    if (complete && this.#chunked) this.#output.append([LAST_CHUNK]);
    this.#onEnd(complete);
  }

  /** To be called when the client has taken output. */
  taken(): void {
    if (this.#output.backlog > HIGH_WATER_BYTES) return;
    this.#resume?.();
    this.#resume = undefined;
  }

  /** The client has gone: nothing more is read. */
  cancel(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#resume?.();
    void this.#reader.cancel().catch(ignore);
  }
}
