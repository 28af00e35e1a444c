/**
 * A daemon in memory that says what a test tells it to.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import {
  type OwnedElement,
  Peer,
  type PeerEventMap,
  type PeerLink,
  type PeerOptions,
} from "../../peer.ts";

/** A message of JSON-RPC, as the tests look at it. */
export interface Message {
  id?: number | string;
  method?: string;
  params?: Record<string, unknown>;
  result?: unknown;
  error?: { code?: unknown; message?: unknown; data?: unknown };
}

/** The daemon's end of one link. It answers `info` by itself. */
export class ScriptedLink implements PeerLink {
  onmessage: (message: string) => void = () => {};
  onclose: (reason?: Error) => void = () => {};
  closed = false;
  readonly sent: Message[] = [];
  readonly #readers: (() => void)[] = [];
  #read = 0;
  answersInfo = true;
  /** What it answers. */
  info: unknown = { name: "scripted" };
  /** How often it was asked. */
  infos = 0;
  bytesReceived: number | undefined;
  backlog: number | undefined;

  send(text: string): void {
    const message: Message = JSON.parse(text);
    if (message.method === "info") {
      this.infos++;
      if (this.answersInfo) this.answer(message, this.info);
      return;
    }
    this.sent.push(message);
    this.#readers.shift()?.();
  }

  close(): void {
    this.drop();
  }

  /** The next message of the peer other than `info`. */
  async next(method?: string): Promise<Message> {
    while (this.#read === this.sent.length) {
      await new Promise<void>((resolve) => this.#readers.push(resolve));
    }
    const message = this.sent[this.#read++];
    if (method !== undefined) assertEquals(message.method, method);
    return message;
  }

  push(...messages: unknown[]): void {
    for (const message of messages) this.onmessage(JSON.stringify(message));
  }

  answer(request: Message, result: unknown): void {
    this.push({ id: request.id, result });
  }

  refuse(request: Message, code: number, data: unknown): void {
    this.push({ id: request.id, error: { code, message: "Refused", data } });
  }

  notify(request: Message, params: unknown): void {
    this.push({ method: request.params?.id, params });
  }

  drop(reason?: Error): void {
    if (this.closed) return;
    this.closed = true;
    this.onclose(reason);
  }
}

/** A daemon that waits for its peer to connect, and to connect again. */
export class ScriptedDaemon {
  readonly #links: ScriptedLink[] = [];
  readonly #readers: ((link: ScriptedLink) => void)[] = [];
  dials = 0;
  refuses = 0;
  failure = new Error("no daemon");
  /** What its links answer to `info`. */
  info: unknown = { name: "scripted" };

  readonly connector = (): PeerLink => {
    this.dials++;
    if (this.refuses-- > 0) throw this.failure;
    const link = new ScriptedLink();
    link.info = this.info;
    const reader = this.#readers.shift();
    if (reader === undefined) this.#links.push(link);
    else reader(link);
    return link;
  };

  /** The link that no test has taken yet. */
  get waiting(): ScriptedLink | undefined {
    return this.#links.shift();
  }

  link(): Promise<ScriptedLink> {
    const link = this.#links.shift();
    return link === undefined
      ? new Promise((resolve) => this.#readers.push(resolve))
      : Promise.resolve(link);
  }
}

/** Coming back without a pause. */
export const AT_ONCE = { min: 0, max: 0 };

/** A peer with its link to a scripted daemon. */
export async function connected(
  options: PeerOptions = {},
): Promise<{ peer: Peer; link: ScriptedLink; daemon: ScriptedDaemon }> {
  const daemon = new ScriptedDaemon();
  const peer = await Peer.connect(daemon.connector, {
    reconnect: AT_ONCE,
    ...options,
  });
  return { peer, daemon, link: await daemon.link() };
}

/** The next event of a peer. */
export function event(peer: Peer, type: keyof PeerEventMap): Promise<Event> {
  return new Promise((resolve) => peer.addEventListener(type, resolve));
}

/** Begins what will not end before the peer is closed. */
export function begin(request: Promise<unknown>): void {
  request.catch(() => {});
}

/** Lets everything happen that is ready to happen. */
export function turn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}

/** Adds an element; the daemon takes it. */
export async function added<E extends OwnedElement>(
  peer: Peer,
  link: ScriptedLink,
  element: E,
): Promise<E> {
  const done = peer.add(element);
  link.answer(await link.next("add"), true);
  return await done;
}
