/**
 * What every WebSocket client does with a daemon. Runs in Deno, Bun, Node and
 * browsers.
 *
 * @module
 */

/** Bytes of the long message: 1 MiB. */
const LONG = 1 << 20;
/** Milliseconds in which a message has to come. */
const PATIENCE_MS = 30_000;

/** What all WebSocket classes have in common. */
export interface Socket {
  readonly protocol: string;
  send(message: string): void;
  close(code?: number, reason?: string): void;
  addEventListener(type: string, listener: (event: object) => void): void;
}

/** What only some clients can do. */
export interface Extras<S> {
  /** Sends a ping; resolves with the payload of the pong. */
  ping?(socket: S, payload: string): Promise<string>;
  /** Sends one message in fragments. */
  sendFragments?(socket: S, fragments: readonly string[]): void;
}

interface Message {
  readonly id?: unknown;
  readonly method?: unknown;
  readonly params?: unknown;
  readonly result?: unknown;
}

/** An open WebSocket whose messages are taken one by one. */
class Connection<S extends Socket> {
  readonly socket: S;
  readonly #messages: Message[] = [];
  #wake: () => void = () => {};
  readonly closed: Promise<string>;

  private constructor(socket: S) {
    this.socket = socket;
    socket.addEventListener("message", (event) => {
      if ("data" in event) this.#messages.push(JSON.parse(`${event.data}`));
      this.#wake();
    });
    this.closed = new Promise((resolve) => {
      socket.addEventListener("close", (event) => {
        const code = "code" in event ? event.code : undefined;
        const clean = "wasClean" in event && event.wasClean === true;
        resolve(`${code}${clean ? "" : ", not clean"}`);
      });
    });
  }

  static async open<S extends Socket>(socket: S): Promise<Connection<S>> {
    const connection = new Connection(socket);
    await new Promise<void>((resolve, reject) => {
      socket.addEventListener("open", () => resolve());
      socket.addEventListener(
        "error",
        () => reject(new Error("can't connect")),
      );
    });
    return connection;
  }

  say(message: object): void {
    this.socket.send(JSON.stringify(message));
  }

  /** The next message. */
  async next(): Promise<Message> {
    while (this.#messages.length === 0) {
      await intime(new Promise<void>((resolve) => this.#wake = resolve));
    }
    const [message] = this.#messages.splice(0, 1);
    return message;
  }

  /** Expects a message next. */
  async expect(message: Message): Promise<void> {
    const found = JSON.stringify(await this.next());
    const expected = JSON.stringify(message);
    if (found !== expected) {
      throw new Error(`expected ${expected}, found ${found.slice(0, 300)}`);
    }
  }
}

function intime<T>(promise: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("silence")), PATIENCE_MS);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

/**
 * Connects without and with a subprotocol, uses the bus and closes.
 *
 * @param open Makes a WebSocket that offers these subprotocols.
 * @param path A path of its own.
 * @returns What it did, a word or two for each.
 */
export async function exercise<S extends Socket>(
  open: (protocols: string[]) => S,
  path: string,
  extras: Extras<S> = {},
): Promise<string[]> {
  const done: string[] = [];
  for (const protocols of [[], ["jet"]]) {
    const peer = await intime(Connection.open(open(protocols)));
    done.push(`protocol "${peer.socket.protocol}"`);
    await useBus(peer, path);
    done.push("bus");
    const params = "é".repeat(LONG / 2);
    peer.say({ id: "long", method: "echo", params });
    await peer.expect({ id: "long", result: params });
    done.push("1 MiB");
    if (extras.sendFragments !== undefined) {
      const fragments = ['{"id":9,"meth', 'od":"echo",', '"params":"é"}'];
      extras.sendFragments(peer.socket, fragments);
      await peer.expect({ id: 9, result: "é" });
      done.push("fragments");
    }
    if (extras.ping !== undefined) {
      done.push(`ping ${await intime(extras.ping(peer.socket, "abc"))}`);
    }
    if (protocols.length > 0) {
      peer.socket.close(4321, "done");
    } else {
      // The daemon closes.
      peer.socket.send("null");
    }
    done.push(`close ${await intime(peer.closed)}`);
  }
  return done;
}

async function useBus(peer: Connection<Socket>, path: string): Promise<void> {
  peer.say({ id: 1, method: "add", params: { path, value: 1 } });
  await peer.expect({ id: 1, result: true });
  const rule = { id: "f", path: { equals: path } };
  peer.say({ id: 2, method: "fetch", params: rule });
  await peer.expect({ id: 2, result: true });
  const event = (event: string, value: number) => ({
    method: "f",
    params: { path, event, value },
  });
  await peer.expect(event("add", 1));
  // The set goes to the state's owner, this peer.
  peer.say({ id: 3, method: "set", params: { path, value: 2 } });
  const { id, method } = await peer.next();
  if (method !== path) throw new Error(`a set of ${path}, not of ${method}`);
  peer.say({ method: "change", params: { path, value: 2 } });
  peer.say({ id, result: true });
  await peer.expect(event("change", 2));
  await peer.expect({ id: 3, result: true });
}
