/**
 * Relays in the process of the test, behind real WebSockets: one that says what
 * the test tells it to, and one that does what relays do.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import { Graph, type GraphOptions } from "../../gun.ts";
import { wins } from "../../gun/graph/ham.ts";
import type { Property } from "../../gun/graph/value.ts";
import { within } from "../support/within.ts";

/** A message of GUN, as the tests look at it. */
export type Message = Record<string, unknown>;

/** The relay's end of a connection. */
export class RelayLink {
  readonly #socket: WebSocket;
  readonly #messages: Message[] = [];
  readonly #readers: ((message: Message) => void)[] = [];
  /** Every message that has come, talk between neighbours included. */
  readonly all: Message[] = [];
  readonly frames: string[] = [];
  /** Takes messages in place of {@linkcode RelayLink.next}. */
  onmessage: ((message: Message) => void) | undefined;
  readonly closed: Promise<void>;

  constructor(socket: WebSocket) {
    this.#socket = socket;
    this.closed = new Promise((resolve) => socket.onclose = () => resolve());
    socket.onmessage = ({ data }) => {
      this.frames.push(data);
      const content: unknown = JSON.parse(data);
      for (const message of Array.isArray(content) ? content : [content]) {
        this.#receive(message);
      }
    };
  }

  /** The next message but for talk between neighbours. */
  next(what = "a message"): Promise<Message> {
    const message = this.#messages.shift();
    if (message !== undefined) return Promise.resolve(message);
    return within(new Promise((resolve) => this.#readers.push(resolve)), what);
  }

  /** The next message, which is a get of this. */
  async get(get: Message): Promise<Message> {
    const message = await this.next(`get ${JSON.stringify(get)}`);
    assertEquals(message.get, get);
    return message;
  }

  /** Asserts that nothing has come that was not read. */
  nothing(): void {
    assertEquals(this.#messages, []);
  }

  /** Sends messages, each in a frame of its own. */
  send(...messages: unknown[]): void {
    for (const message of messages) this.raw(JSON.stringify(message));
  }

  /** Sends a frame. */
  raw(frame: string): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(frame);
  }

  /** Ends the connection. */
  drop(code = 1000): void {
    this.#socket.close(code);
  }

  #receive(message: Message): void {
    this.all.push(message);
    if (message.dam !== undefined) return;
    if (this.onmessage !== undefined) return this.onmessage(message);
    const reader = this.#readers.shift();
    if (reader === undefined) this.#messages.push(message);
    else reader(message);
  }
}

/** A relay that says what a test tells it to. */
export class ScriptedRelay implements AsyncDisposable {
  readonly #server: Deno.HttpServer<Deno.NetAddr>;
  readonly #links: RelayLink[] = [];
  readonly #readers: ((link: RelayLink) => void)[] = [];
  readonly all = new Set<RelayLink>();
  /** Whether connections are refused. */
  down = false;

  constructor() {
    const options = { port: 0, hostname: "127.0.0.1", onListen() {} };
    this.#server = Deno.serve(options, (request) => this.#upgrade(request));
  }

  /** Where it is. */
  get url(): string {
    return `ws://127.0.0.1:${this.#server.addr.port}/gun`;
  }

  /** The next connection. */
  link(): Promise<RelayLink> {
    const link = this.#links.shift();
    if (link !== undefined) return Promise.resolve(link);
    const next = new Promise<RelayLink>((resolve) =>
      this.#readers.push(resolve)
    );
    return within(next, "a connection");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const link of this.all) link.drop();
    await this.#server.shutdown();
  }

  #upgrade(request: Request): Response {
    const { pathname } = new URL(request.url);
    if (this.down || pathname !== "/gun") {
      return new Response(null, { status: 400 });
    }
    assertEquals(request.headers.get("sec-websocket-protocol"), null);
    const { socket, response } = Deno.upgradeWebSocket(request);
    const link = new RelayLink(socket);
    socket.onopen = () => {
      link.send({ "#": "hello", dam: "?", pid: "relay" });
      this.opened(link);
    };
    this.all.add(link);
    link.closed.then(() => this.all.delete(link));
    return response;
  }

  /** There is a new connection. */
  protected opened(link: RelayLink): void {
    const reader = this.#readers.shift();
    if (reader === undefined) this.#links.push(link);
    else reader(link);
  }
}

/** A relay as small as it can be: it keeps everything and tells everybody. */
export class TinyRelay extends ScriptedRelay {
  readonly graph = new Map<string, Map<string, Property>>();
  #serial = 0;

  protected override opened(link: RelayLink): void {
    link.onmessage = (message) => {
      if (typeof message["@"] === "string") return;
      if (message.put !== undefined) this.#put(link, message);
      else this.#get(link, message);
    };
    super.opened(link);
  }

  #put(from: RelayLink, message: Message): void {
    for (const [soul, node] of entries(message.put)) {
      const states = new Map(entries(member(member(node, "_"), ">")));
      for (const [key, value] of entries(node)) {
        if (key === "_") continue;
        const property = {
          text: JSON.stringify(value),
          state: Number(states.get(key)),
        };
        let known = this.graph.get(soul);
        if (known === undefined) this.graph.set(soul, known = new Map());
        if (wins(property, known.get(key))) known.set(key, property);
      }
    }
    from.send({ "#": this.#id(), "@": message["#"], ok: true });
    for (const link of this.all) if (link !== from) link.send(message);
  }

  #get(from: RelayLink, { "#": id, get }: Message): void {
    const soul = String(member(get, "#"));
    const key = member(get, ".");
    const node = [...this.graph.get(soul) ?? []]
      .filter(([name]) => key === undefined || key === name);
    const text = JSON.stringify(soul);
    const states = node.map(([name, { state }]) =>
      `${JSON.stringify(name)}:${state}`
    );
    const values = node.map(([name, property]) =>
      `,${JSON.stringify(name)}:${property.text}`
    );
    const put = node.length === 0
      ? ""
      : `,"put":{${text}:{"_":{"#":${text},">":{${states}}}${
        values.join("")
      }}}`;
    from.raw(`{"#":"${this.#id()}","@":${JSON.stringify(id)}${put}}`);
  }

  #id(): string {
    return `tiny-${++this.#serial}`;
  }
}

/** A relay, a graph that is connected to it, and the relay's end of that. */
export async function connected(
  options: GraphOptions = {},
): Promise<Connected> {
  const relay = new ScriptedRelay();
  const graph = await Graph.connect(relay.url, { ...AT_ONCE, ...options });
  return new Connected(relay, graph, await relay.link());
}

/** Coming back without a pause. */
export const AT_ONCE: GraphOptions = { reconnect: { min: 0, max: 0 } };

/** See {@linkcode connected}. */
export class Connected implements AsyncDisposable {
  constructor(
    readonly relay: ScriptedRelay,
    readonly graph: Graph,
    readonly link: RelayLink,
  ) {}

  async [Symbol.asyncDispose](): Promise<void> {
    this.graph.close();
    await this.relay[Symbol.asyncDispose]();
  }
}

/** A `put` of one node, all of whose properties have one state. */
export function put(
  soul: string,
  values: Record<string, unknown>,
  state = 1,
): Message {
  const states = Object.entries(values).map(([key]) => [key, state]);
  return {
    [soul]: { _: { "#": soul, ">": Object.fromEntries(states) }, ...values },
  };
}

/** What a `put` holds for one property, and its state. */
export function held(
  message: Message,
  soul: string,
  key: string,
): { value: unknown; state: number } {
  const node = member(message.put, soul);
  const state = member(member(member(node, "_"), ">"), key);
  assertEquals(member(member(node, "_"), "#"), soul);
  if (typeof state !== "number") throw new Error(`no state of ${key}`);
  return { value: member(node, key), state };
}

function entries(value: unknown): [string, unknown][] {
  return typeof value === "object" && value !== null
    ? Object.entries(value)
    : [];
}

function member(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null
    ? Object.getOwnPropertyDescriptor(value, name)?.value
    : undefined;
}
