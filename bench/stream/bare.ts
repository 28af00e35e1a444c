/**
 * The floor: a server without a bus, which writes the bytes that the daemon
 * would write. It checks nothing; a connection that says "fetch" gets each change,
 * one that says "add" each set. What is added is kept by its path, for fetches: a
 * look-up, without hierarchy, owners, rules and turns. Runs on Deno and on Bun, over
 * sockets as the daemon uses them there.
 *
 *     deno run -A bench/stream/bare.ts --help
 *
 * @module
 */
import process from "node:process";

const encoder = new TextEncoder();
const decoder = new TextDecoder();
const HEADER_BYTES = 4;
const READ_BUFFER_BYTES = 1 << 16;
const DIGITS = 6;
const NOTIFICATION = encoder.encode(
  `\0\0\0\0{"method":"f","params":{"path":"bench/fan/state",` +
    `"event":"change","value":123456}}`,
);
new DataView(NOTIFICATION.buffer).setUint32(
  0,
  NOTIFICATION.length - HEADER_BYTES,
);
const VALUE_AT = NOTIFICATION.length - "123456}}".length;
/** Where the seventh letter of a message tells what it is. */
const CHANGE = "c".charCodeAt(0);
const METHOD_AT = `{"method":"`.length;

type Write = (bytes: Uint8Array) => void;

/** What a message other than a change says. */
interface Message {
  id?: unknown;
  method: string;
  params: { id?: string; path: string; value?: unknown };
}

/** Values by their paths. */
const table = new Map<string, unknown>();

const fetchers: Connection[] = [];
let owner: Connection | undefined;
let requester: Connection | undefined;
let out = new Uint8Array(READ_BUFFER_BYTES);
let length = 0;

function put(bytes: Uint8Array): void {
  if (length + bytes.length > out.length) {
    const grown = new Uint8Array(2 * (length + bytes.length));
    grown.set(out.subarray(0, length));
    out = grown;
  }
  out.set(bytes, length);
  length += bytes.length;
}

/** One connection, however it is read. */
class Connection {
  readonly #write: Write;
  #rest = new Uint8Array(0);
  // Of the current read.
  #answers: string[] = [];

  constructor(write: Write) {
    this.#write = write;
  }

  /** Takes what has been read; what it causes leaves in one write each. */
  read(chunk: Uint8Array): void {
    const bytes = this.#rest.length === 0
      ? chunk
      : new Uint8Array([...this.#rest, ...chunk]);
    length = 0;
    let at = 0;
    while (at + HEADER_BYTES <= bytes.length) {
      const end = at + HEADER_BYTES +
        (bytes[at] << 24 | bytes[at + 1] << 16 | bytes[at + 2] << 8 |
          bytes[at + 3]);
      if (end > bytes.length) break;
      this.#message(bytes, at, end);
      at = end;
    }
    this.#rest = bytes.slice(at);
    if (this.#answers.length > 0) {
      this.#write(frames(this.#answers));
      this.#answers = [];
    }
    if (length === 0) return;
    const whole = out.slice(0, length);
    if (this === owner && requester) requester.#write(whole);
    else if (this === requester && owner) owner.#write(whole);
    else for (const fetcher of fetchers) fetcher.#write(whole);
  }

  #message(bytes: Uint8Array, at: number, end: number): void {
    if (bytes[at + HEADER_BYTES + METHOD_AT] === CHANGE) {
      put(NOTIFICATION);
      const digits = end - "}}".length - DIGITS;
      const value = length - NOTIFICATION.length + VALUE_AT;
      for (let n = 0; n < DIGITS; n++) out[value + n] = bytes[digits + n];
      return;
    }
    // What is under way while it is measured is passed on as it is.
    if (this === requester || (this === owner && requester)) {
      put(bytes.subarray(at, end));
      return;
    }
    const text = decoder.decode(bytes.subarray(at + HEADER_BYTES, end));
    if (text.includes('"method":"set"')) {
      requester = this;
      put(bytes.subarray(at, end));
      return;
    }
    this.#request(JSON.parse(text));
  }

  #request({ id, method, params }: Message): void {
    if (method === "add") {
      owner = this;
      table.set(params.path, params.value);
    } else if (method === "remove") {
      table.delete(params.path);
    } else if (method === "fetch") {
      fetchers.push(this);
      for (const [path, value] of table) {
        const added = JSON.stringify({ path, event: "add", value });
        this.#answers.push(`{"method":"${params.id}","params":${added}}`);
      }
    }
    const result = method === "info" ? '{"features":{}}' : "true";
    this.#answers.push(`{"id":${JSON.stringify(id)},"result":${result}}`);
  }
}

/** Texts of ASCII as frames. */
function frames(texts: readonly string[]): Uint8Array {
  const length = texts.reduce((sum, text) => sum + text.length, 0);
  const bytes = new Uint8Array(length + HEADER_BYTES * texts.length);
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const text of texts) {
    view.setUint32(at, text.length);
    encoder.encodeInto(text, bytes.subarray(at + HEADER_BYTES));
    at += HEADER_BYTES + text.length;
  }
  return bytes;
}

// The part of Bun's API that is used here.
interface BareSocket {
  data: { connection: Connection; waiting: Uint8Array[] };
  write(bytes: Uint8Array): number;
}

declare const Bun: {
  listen(
    options: ({ hostname: string; port: number } | { unix: string }) & {
      socket: {
        open(socket: BareSocket): void;
        data(socket: BareSocket, bytes: Uint8Array): void;
        drain(socket: BareSocket): void;
      };
    },
  ): void;
};

/** Writes what waits, until the socket is full. */
function drain(socket: BareSocket): void {
  const { waiting } = socket.data;
  for (let bytes = waiting.shift(); bytes; bytes = waiting.shift()) {
    const written = socket.write(bytes);
    if (written === bytes.length) continue;
    waiting.unshift(bytes.subarray(written));
    return;
  }
}

function serveOnBun(
  where: { hostname: string; port: number } | { unix: string },
): void {
  Bun.listen({
    ...where,
    socket: {
      open(socket) {
        const waiting: Uint8Array[] = [];
        const connection = new Connection((bytes) => {
          waiting.push(bytes);
          if (waiting.length === 1) drain(socket);
        });
        socket.data = { connection, waiting };
      },
      data: (socket, bytes) => socket.data.connection.read(bytes),
      drain,
    },
  });
}

async function serveOnDeno(listener: Deno.Listener): Promise<void> {
  for await (const conn of listener) {
    let waiting: Uint8Array[] = [];
    let writing = false;
    const write = async () => {
      writing = true;
      while (waiting.length > 0) {
        const some = waiting;
        waiting = [];
        for (const bytes of some) {
          for (let at = 0; at < bytes.length;) {
            at += await conn.write(bytes.subarray(at));
          }
        }
      }
      writing = false;
    };
    const connection = new Connection((bytes) => {
      waiting.push(bytes);
      if (!writing) write().catch(() => {});
    });
    const read = async () => {
      const buffer = new Uint8Array(READ_BUFFER_BYTES);
      for (;;) {
        const count = await conn.read(buffer);
        if (count === null) return;
        connection.read(buffer.subarray(0, count));
      }
    };
    read().catch(() => {});
  }
}

const HELP =
  `Starts the server that is measured beside the daemon: one without a bus.

deno run -A bench/stream/bare.ts PORT SOCKET   (or bun)

  PORT     TCP port of 127.0.0.1
  SOCKET   path of a unix socket

bench/run.ts starts it.`;

/** Prints the help, or that arguments are wrong. */
async function explain(): Promise<never> {
  // Loaded only here: what the server loads counts as its memory.
  const { runProgram } = await import("../program.ts");
  const { UsageError } = await import("../../command_line/errors.ts");
  return await runProgram(HELP, () => {
    throw new UsageError("needs PORT and SOCKET");
  });
}

if (import.meta.main) {
  const [port, path, ...more] = process.argv.slice(2);
  if (path === undefined || more.length > 0) await explain();
  const tcp = { hostname: "127.0.0.1", port: Number(port) };
  if ("Bun" in globalThis) {
    serveOnBun({ unix: path });
    serveOnBun(tcp);
  } else {
    serveOnDeno(Deno.listen({ transport: "unix", path })).catch(() => {});
    serveOnDeno(Deno.listen(tcp)).catch(() => {});
  }
}
