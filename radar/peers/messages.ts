/**
 * The messages of a peer that is inspected: read, linked, and bounded.
 *
 * @module
 */
import { isRecord } from "../../base/narrowing.ts";

/** Most messages that are kept. */
export const MAX_MESSAGES = 5000;
/** Bytes that they may take. */
export const MAX_MESSAGE_BYTES = 8e6;

/** A message as it is shown. */
export interface LoggedMessage {
  readonly n: number;
  readonly at: number;
  /** Whether the peer has sent it. */
  readonly says: boolean;
  readonly bytes: number;
  /** As far as the daemon has copied it; "" for other bytes. */
  readonly text: string;
  /** Base64 of what is no text. */
  readonly data: string;
  readonly cut: boolean;
  readonly hidden: boolean;
  /** What it is, in a word. */
  readonly kind: string;
  readonly path: string;
  readonly isError: boolean;
  /** Its id among the requests of its sender, if it is a request. */
  readonly requestId: string | undefined;
  /** Of an answer: the number of its request, and the time between, in ms. */
  readonly request: number | undefined;
  readonly took: number | undefined;
}

/** What is read of the text of a message. */
interface Reading {
  readonly kind: string;
  readonly path: string;
  readonly isError: boolean;
  readonly id: string | undefined;
  readonly isAnswer: boolean;
}

/** Reads what a message is. */
export function readMessage(text: string, says: boolean): Reading {
  let read: unknown;
  try {
    read = JSON.parse(text);
  } catch {
    // Cut: what is at its beginning tells enough.
    const method = /"method":"((?:[^"\\]|\\.)*)"/.exec(text)?.[1];
    const path = /"path":"((?:[^"\\]|\\.)*)"/.exec(text)?.[1];
    return {
      kind: method ?? "…",
      path: path ?? "",
      isError: false,
      id: undefined,
      isAnswer: false,
    };
  }
  if (Array.isArray(read)) {
    const kinds = read.map((one) => readMessage(JSON.stringify(one), says));
    return {
      kind: `${read.length} messages`,
      path: kinds[0]?.path ?? "",
      isError: kinds.some(({ isError }) => isError),
      id: undefined,
      isAnswer: false,
    };
  }
  const message = isRecord(read) ? read : {};
  const params = isRecord(message.params) ? message.params : {};
  const { method } = message;
  const id = typeof message.id === "string" || typeof message.id === "number"
    ? JSON.stringify(message.id)
    : undefined;
  const path = typeof params.path === "string" ? params.path : "";
  const none = { isError: false, isAnswer: false };
  if (typeof method === "string") {
    const event = params.event;
    if (!says && typeof event === "string") {
      return { ...none, kind: event, path, id };
    }
    // What owners are asked for has the path as its method.
    if (!says && id !== undefined) {
      return { ...none, kind: "request", path: method, id };
    }
    return { ...none, kind: method, path, id };
  }
  const isError = message.error !== undefined;
  if (isError || "result" in message) {
    return {
      kind: `${isError ? "error" : "answer"}${
        id === undefined ? "" : ` ${id}`
      }`,
      path: "",
      isError,
      id,
      isAnswer: true,
    };
  }
  return { ...none, kind: "other", path, id };
}

/** See the module. */
export class MessageLog {
  #messages: LoggedMessage[] = [];
  #bytes = 0;
  // Requests that wait for their answer, by sender and id.
  readonly #open = new Map<string, LoggedMessage>();
  dropped = 0;

  /** The messages, oldest first. */
  get messages(): readonly LoggedMessage[] {
    return this.#messages;
  }

  /** Their size in bytes. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Takes what the daemon reports. */
  report(raw: unknown): void {
    if (!isRecord(raw)) return;
    if (typeof raw.dropped === "number") this.dropped += raw.dropped;
    const list: unknown[] = Array.isArray(raw.messages) ? raw.messages : [];
    for (const one of list) if (isRecord(one)) this.#add(one);
    while (
      this.#messages.length > MAX_MESSAGES || this.#bytes > MAX_MESSAGE_BYTES
    ) {
      const removed = this.#messages.splice(0, 250);
      for (const one of removed) this.#bytes -= sizeOf(one);
    }
  }

  /** A message by its number. */
  find(n: number): LoggedMessage | undefined {
    return this.#messages.find((one) => one.n === n);
  }

  /** The answer to a request. */
  answerOf(n: number): LoggedMessage | undefined {
    return this.#messages.find((one) => one.request === n);
  }

  /** Drops all. */
  clear(): void {
    this.#messages = [];
    this.#bytes = 0;
    this.dropped = 0;
    this.#open.clear();
  }

  #add(raw: Record<string, unknown>): void {
    const says = raw.in === true;
    const text = typeof raw.text === "string" ? raw.text : "";
    const data = typeof raw.data === "string" ? raw.data : "";
    const read = text === "" ? undefined : readMessage(text, says);
    const at = typeof raw.at === "number" ? raw.at : 0;
    const request = read?.isAnswer === true && read.id !== undefined
      ? this.#open.get(`${!says}${read.id}`)
      : undefined;
    if (request !== undefined) this.#open.delete(`${!says}${read?.id}`);
    const message: LoggedMessage = {
      n: typeof raw.n === "number" ? raw.n : 0,
      at,
      says,
      bytes: typeof raw.bytes === "number" ? raw.bytes : 0,
      text,
      data,
      cut: raw.cut === true,
      hidden: raw.hidden === true,
      kind: read?.kind ?? (raw.hidden === true ? "password" : "bytes"),
      path: read?.path || request?.path || "",
      isError: read?.isError ?? false,
      requestId: read?.isAnswer === true ? undefined : read?.id,
      request: request?.n,
      took: request === undefined ? undefined : at - request.at,
    };
    if (message.requestId !== undefined) {
      this.#open.set(`${says}${message.requestId}`, message);
      if (this.#open.size > MAX_MESSAGES) this.#open.clear();
    }
    this.#messages.push(message);
    this.#bytes += sizeOf(message);
  }
}

function sizeOf({ text, data }: LoggedMessage): number {
  return 200 + 2 * (text.length + data.length);
}

/** What is shown of the messages. */
export interface MessageFilter {
  /** Fragments of the path, or a pattern with + and #. */
  readonly path: string;
  /** Kinds that are left out. */
  readonly without: ReadonlySet<string>;
  readonly errorsOnly: boolean;
}

/** The group of a message for the filter. */
export function groupOf({ kind, request }: LoggedMessage): string {
  if (kind === "set" || kind === "call" || kind === "request") {
    return "requests";
  }
  if (request !== undefined || /^(answer|error)/.test(kind)) return "answers";
  return /^(add|change|remove|meta|signal|stale|away|back)$/.test(kind)
    ? "events"
    : "other";
}

/** Whether a message passes a filter. */
export function passes(
  message: LoggedMessage,
  { path, without, errorsOnly }: MessageFilter,
): boolean {
  if (errorsOnly && !message.isError) return false;
  if (without.has(groupOf(message))) return false;
  if (path === "") return true;
  return /[+#]/.test(path)
    ? patternOf(path).test(message.path)
    : message.path.toLowerCase().includes(path.toLowerCase());
}

function patternOf(pattern: string): RegExp {
  const parts = pattern.split("/").map((segment) =>
    segment === "+"
      ? "[^/]*"
      : segment === "#"
      ? ".*"
      : segment.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")
  );
  return new RegExp(`^${parts.join("/")}$`);
}
