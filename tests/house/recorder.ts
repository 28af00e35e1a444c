/** A proxy that records what a server sends to each of its connections. */
import { concat } from "../../base/concat.ts";

const decoder = new TextDecoder();

/** Messages of a stream with lengths in four bytes. */
function framed(bytes: Uint8Array<ArrayBuffer>): string[] {
  const view = new DataView(bytes.buffer);
  const messages: string[] = [];
  let at = 0;
  while (at + 4 <= bytes.length) {
    const end = at + 4 + view.getUint32(at);
    if (end > bytes.length) break;
    messages.push(decoder.decode(bytes.subarray(at + 4, end)));
    at = end;
  }
  if (at < bytes.length) messages.push(`incomplete: ${bytes.length - at}`);
  return messages;
}

/** Head of the handshake's response, without what is random in it. */
function handshake(head: string): string {
  return head.split("\r\n")
    .filter((line) => !/^(date|sec-websocket-accept):/i.test(line))
    .join(" | ");
}

/** Response and messages of a WebSocket; pings, pongs and closes by opcode. */
function webSocket(bytes: Uint8Array<ArrayBuffer>): string[] {
  const view = new DataView(bytes.buffer);
  const text = new TextDecoder("latin1").decode(bytes);
  let at = text.indexOf("\r\n\r\n");
  if (at === -1) return [text];
  const messages = [handshake(text.slice(0, at))];
  at += 4;
  while (at + 2 <= bytes.length) {
    const first = bytes[at];
    let length = bytes[at + 1] & 0x7f;
    let start = at + 2;
    if (length === 126 && start + 2 <= bytes.length) {
      length = view.getUint16(start);
      start += 2;
    } else if (length === 127 && start + 8 <= bytes.length) {
      length = Number(view.getBigUint64(start));
      start += 8;
    }
    if (start + length > bytes.length) break;
    const payload = bytes.subarray(start, start + length);
    // A final frame of text is the rule; others show their first byte.
    const prefix = first === 0x81 ? "" : `0x${first.toString(16)} `;
    messages.push(prefix + decoder.decode(payload));
    at = start + length;
  }
  if (at < bytes.length) messages.push(`incomplete: ${bytes.length - at}`);
  return messages;
}

const OPCODE = 0x0f;
const CLOSE = 0x08;

/** Size of a client's frame at the start of the bytes, 0 if its head is cut. */
function frameSize(bytes: Uint8Array<ArrayBuffer>): number {
  if (bytes.length < 2) return 0;
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const length = bytes[1] & 0x7f;
  const masked = bytes[1] & 0x80 ? 4 : 0;
  if (length < 126) return 2 + masked + length;
  if (length === 126) {
    return bytes.length < 4 ? 0 : 4 + masked + view.getUint16(2);
  }
  if (bytes.length < 10) return 0;
  return 10 + masked + Number(view.getBigUint64(2));
}

/** Finds the close among what a WebSocket client sends. */
class CloseFinder {
  #upgraded = false;
  #rest: Uint8Array<ArrayBuffer> = new Uint8Array();

  /** Whether a close is among the frames that are complete with this chunk. */
  closes(chunk: Uint8Array<ArrayBuffer>): boolean {
    let bytes = concat([this.#rest, chunk]);
    if (!this.#upgraded) {
      const end = decoder.decode(bytes).indexOf("\r\n\r\n");
      if (end === -1) {
        this.#rest = bytes;
        return false;
      }
      this.#upgraded = true;
      bytes = bytes.subarray(end + 4);
    }
    let found = false;
    for (;;) {
      const size = frameSize(bytes);
      if (size === 0 || size > bytes.length) break;
      if ((bytes[0] & OPCODE) === CLOSE) found = true;
      bytes = bytes.subarray(size);
    }
    this.#rest = bytes.slice();
    return found;
  }
}

// Peers that close in one go do so within the first, and are kept apart by the
// second. Suites wait 15 ms after a test.
const GATHER_MS = 4;
const SPACING_MS = 2;

function after(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/**
 * Lets connections close in the order in which they were opened. Otherwise it
 * depends on timing what a connection still gets while others close.
 */
class ClosingOrder {
  readonly #waiting: { readonly number: number; go(): void }[] = [];
  #running = false;

  turn(number: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#waiting.push({ number, go: resolve });
    if (!this.#running) this.#run();
    return promise;
  }

  async #run(): Promise<void> {
    this.#running = true;
    await after(GATHER_MS);
    while (this.#waiting.length > 0) {
      this.#waiting.sort((a, b) => a.number - b.number);
      this.#waiting.shift()?.go();
      await after(SPACING_MS);
    }
    this.#running = false;
  }
}

/** Listens on a port of its own and forwards to another one. */
export class Recorder {
  readonly #name: "tcp" | "ws";
  readonly #target: number;
  readonly #listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  readonly #closing = new ClosingOrder();
  /** What came from the server, by connection in the order of arrival. */
  readonly #sent: Uint8Array[][] = [];

  constructor(name: "tcp" | "ws", target: number) {
    this.#name = name;
    this.#target = target;
    this.#accept();
  }

  get port(): number {
    return this.#listener.addr.port;
  }

  async #accept(): Promise<void> {
    for await (const client of this.#listener) {
      client.setNoDelay();
      const number = this.#sent.push([]) - 1;
      this.#forward(client, number).catch(() => {});
    }
  }

  async #forward(client: Deno.TcpConn, number: number): Promise<void> {
    const server = await Deno.connect({
      hostname: "127.0.0.1",
      port: this.#target,
    });
    server.setNoDelay();
    await Promise.allSettled([
      this.#forwardRequests(client, server, number),
      this.#forwardAnswers(client, server, this.#sent[number]),
    ]);
    for (const conn of [client, server]) {
      try {
        conn.close();
      } catch {
        // It has been closed by an error.
      }
    }
  }

  async #forwardRequests(
    client: Deno.TcpConn,
    server: Deno.TcpConn,
    number: number,
  ): Promise<void> {
    const finder = this.#name === "ws" ? new CloseFinder() : undefined;
    const writer = server.writable.getWriter();
    let closing = false;
    try {
      for await (const chunk of client.readable) {
        if (!closing && finder?.closes(chunk.slice())) {
          closing = true;
          await this.#closing.turn(number);
        }
        await writer.write(chunk);
      }
    } finally {
      if (!closing) await this.#closing.turn(number);
      await writer.close();
    }
  }

  /** Goes on reading when the client is gone. */
  async #forwardAnswers(
    client: Deno.TcpConn,
    server: Deno.TcpConn,
    chunks: Uint8Array[],
  ): Promise<void> {
    const writer = client.writable.getWriter();
    let open = true;
    for await (const chunk of server.readable) {
      chunks.push(chunk.slice());
      if (open) await writer.write(chunk).catch(() => open = false);
    }
    if (open) await writer.close();
  }

  close(): void {
    this.#listener.close();
  }

  /** Messages that the server has sent, by connection. */
  *messages(): Generator<[string, string[]]> {
    const parse = this.#name === "tcp" ? framed : webSocket;
    for (const [i, chunks] of this.#sent.entries()) {
      yield [`${this.#name} ${i}`, parse(concat(chunks))];
    }
  }
}
