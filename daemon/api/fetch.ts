/**
 * The route for fetches: a snapshot, or a stream of what happens.
 *
 * @module
 */
import { systemClock } from "../../base/system_clock.ts";
import { ignore } from "../../base/narrowing.ts";
import { negotiate } from "./accept.ts";
import { eventOf, EventQueue } from "./events.ts";
import { FORMATS, type StreamFormat } from "./formats.ts";
import type { ApiRequest, Route } from "./request.ts";
import { type Beginning, isNews, resume, StreamIds } from "./resume.ts";
import { RULES, rulesOf, type WireRules } from "./rules.ts";
import { text } from "./schema.ts";
import type { ApiSession } from "./session.ts";
import type { UnreadBodies, UnreadBody } from "./unread_body.ts";

/** Quiet time after which a stream says that it is alive. */
const ALIVE_MS = 5000;
/** Length of the text that is handed on at once. */
const CHUNK_LENGTH = 1 << 15;

const LAST_ID = "lastEventId";

async function fetch(request: ApiRequest): Promise<Response> {
  const format = formatOf(request.request);
  const rules = rulesOf(request.query);
  return format === undefined
    ? await snapshot(request, rules)
    : await live(request, rules, format);
}

const STREAMED = FORMATS.flatMap(({ types }) => types);

/**
 * The format that a client accepts; `undefined`: no stream.
 *
 * @throws {Problem} if it accepts neither a stream nor JSON.
 */
function formatOf(request: Request): StreamFormat | undefined {
  const type = negotiate(request, ["application/json"], STREAMED);
  return FORMATS.find(({ types }) => types.includes(type));
}

/** Bytes of an answer above which it is sent as the client takes it. */
const MAX_WHOLE_BYTES = 1 << 16;

async function snapshot(
  { bus, request, user, session }: ApiRequest,
  rules: WireRules,
): Promise<Response> {
  const { rate: _, deadband: __, limits: ___, ...queried } = rules;
  const id = new StreamIds(bus, rules, user).of(bus.revision);
  using connection = session();
  const pieces = await connection.requestLong("get", JSON.stringify(queried));
  const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
  const headers = new Headers({
    "Content-Type": "application/json",
    "Cache-Control": "private, no-cache",
    "Last-Event-ID": id,
    "Vary": "Accept",
  });
  if (request.method === "HEAD") {
    headers.set("Content-Length", `${length}`);
    return new Response(null, { headers });
  }
  if (length > MAX_WHOLE_BYTES) headers.set("Transfer-Encoding", "chunked");
  const body = streamOf([...pieces], length, bus.unread);
  return new Response(body, { headers });
}

/** Pieces as they are asked for. */
function streamOf(
  pieces: Uint8Array[],
  length: number,
  unread: UnreadBodies,
): ReadableStream<Uint8Array> {
  let held: UnreadBody | undefined;
  let left = length;
  return new ReadableStream({
    start(controller) {
      held = unread.begin((reason) => {
        pieces.length = 0;
        controller.error(new Error(reason));
      });
      held.offer();
      held.hold(left);
    },
    pull(controller) {
      const [piece] = pieces.splice(0, 1);
      if (piece === undefined) {
        held?.end();
        return controller.close();
      }
      held?.took(piece.length);
      held?.hold(left -= piece.length);
      controller.enqueue(piece);
    },
    cancel: () => held?.end(),
  }, { highWaterMark: 0 });
}

async function live(
  { bus, request, query, user, session, whenGone }: ApiRequest,
  rules: WireRules,
  format: StreamFormat,
): Promise<Response> {
  const ids = new StreamIds(bus, rules, user);
  const queried = query.get(LAST_ID);
  const last = request.headers.get("last-event-id") ??
    (typeof queried === "string" ? queried : null);
  let beginning = ids.beginning(last, bus);
  const headers = {
    "Content-Type": format.types[0],
    "Transfer-Encoding": "chunked",
    "Cache-Control": "no-store",
    "X-Accel-Buffering": "no",
    "Vary": "Accept",
  };
  if (request.method === "HEAD") return new Response(null, { headers });
  const connection = session();
  const queue = new EventQueue();
  const matching = new Set<string>();
  const stream = new LiveStream(connection, queue, ids, format, bus.unread);
  connection.onNotice = (notice) => {
    const event = eventOf(notice);
    const { kind, path } = event;
    if (path !== undefined && beginning.mode === "resume") {
      if (kind === "add") matching.add(path);
      else if (kind === "remove") matching.delete(path);
      if (!isNews(event, beginning.since)) return;
    }
    queue.push(event);
    stream.pushed();
  };
  // A stream has no reader then.
  whenGone(() => stream.end("closed"));
  try {
    const known = bus.revision;
    await connection.fetch(rules);
    if (beginning.mode === "resume") {
      const { since } = beginning;
      await resume(since, rules, bus, connection, queue, matching);
    }
    stream.begin(beginning, known);
  } catch (error) {
    stream.end("closed");
    throw error;
  }
  // What matches is not looked at any more.
  beginning = { mode: "snapshot", reason: "" };
  matching.clear();
  return new Response(stream.body, { headers });
}

/** The body of a response that goes on until its client or its user goes. */
class LiveStream {
  readonly body: ReadableStream<Uint8Array>;
  readonly #session: ApiSession;
  readonly #queue: EventQueue;
  readonly #ids: StreamIds;
  readonly #format: StreamFormat;
  readonly #unread: UnreadBody;
  readonly #encoder = new TextEncoder();
  // Number of the last change that the client has.
  #revision = 0;
  // What goes out before the events, and behind those of the beginning.
  #head = "";
  #ready = false;
  // Events of the beginning that were not taken yet.
  #beginning = 0;
  #known = 0;
  #end: string | undefined;
  #wake: (() => void) | undefined;
  #cancelAlive: () => void = ignore;
  #isCut = false;

  constructor(
    session: ApiSession,
    queue: EventQueue,
    ids: StreamIds,
    format: StreamFormat,
    unread: UnreadBodies,
  ) {
    this.#session = session;
    this.#queue = queue;
    this.#ids = ids;
    this.#format = format;
    session.onEnd = (reason) => this.#finish(reason);
    const { promise, resolve } = Promise.withResolvers<string>();
    this.#unread = unread.begin((reason) => {
      this.end(reason);
      resolve(reason);
    });
    this.body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        void promise.then((reason) => controller.error(new Error(reason)));
      },
      pull: (controller) => this.#pull(controller),
      cancel: () => this.end("closed"),
    }, { highWaterMark: 0 });
  }

  /**
   * Reports how the stream begins, and that all that matched follows.
   *
   * @param known Number of a change up to which all is in the queue.
   */
  begin({ mode, reason }: Beginning, known: number): void {
    this.#head = this.#format.begin({ mode, reason });
    this.#beginning = this.#queue.size;
    this.#known = known;
    this.#ready = true;
    this.#queue.keepOrder();
    this.#unread.offer();
  }

  /** An event was put in the queue. */
  pushed(): void {
    this.#unread.hold(this.#queue.bytes);
    const excess = this.#unread.excess();
    if (excess === undefined) return this.#wake?.();
    // What is in the queue can still be read.
    this.#session.hangUp(excess);
    this.#finish(excess);
  }

  async #pull(controller: ReadableStreamDefaultController): Promise<void> {
    while (!this.#isCut) {
      const text = this.#next();
      if (text !== "") {
        this.#unread.took(text.length);
        this.#unread.hold(this.#queue.bytes);
        return controller.enqueue(this.#encoder.encode(text));
      }
      if (this.#end !== undefined) {
        controller.close();
        return this.end("closed");
      }
      await this.#news();
    }
  }

  /** Waits for an event; after a while that the stream is alive is one. */
  async #news(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
      this.#cancelAlive = systemClock.after(ALIVE_MS, () => this.#alive());
    });
    this.#wake = undefined;
    this.#cancelAlive();
  }

  /** All up to the revision of the answer is in the queue when it comes. */
  #alive(): void {
    this.#session.request("info", '{"revision":true}').then(({ result }) => {
      if (!this.#queue.isEmpty || this.#wake === undefined) return;
      const revision = Number(Reflect.get(Object(result), "revision"));
      this.#revision = Math.max(this.#revision, revision);
      this.#head = this.#format.mark("alive", this.#ids.of(this.#revision));
      this.#wake();
    }, ignore);
  }

  #next(): string {
    let text = this.#head;
    this.#head = "";
    while (text.length < CHUNK_LENGTH) {
      if (this.#ready && this.#beginning-- <= 0) {
        this.#ready = false;
        this.#revision = Math.max(this.#revision, this.#known);
        text += this.#format.mark("ready", this.#ids.of(this.#revision));
      }
      const event = this.#queue.take();
      if (event === undefined) break;
      this.#revision = Math.max(this.#revision, event.revision);
      text += this.#format.event(event, this.#ids.of(this.#revision));
    }
    if (this.#end !== undefined && text === "") {
      text = this.#end === "" ? "" : this.#format.end(this.#end);
      this.#end = "";
    }
    return text;
  }

  #finish(reason: string): void {
    this.#end ??= reason;
    this.#wake?.();
  }

  /** Ends the stream and its session; the client gets nothing more. */
  end(reason: string): void {
    this.#isCut = true;
    this.#cancelAlive();
    this.#unread.end();
    this.#session.hangUp(reason);
    this.#wake?.();
  }
}

const EVENT = {
  type: "object",
  properties: {
    event: { enum: ["add", "change", "remove", "meta", "stale"] },
    path: { type: "string" },
    value: {},
    time: { type: "number" },
    revision: { type: "integer" },
  },
};

/** The routes. */
export const FETCH_ROUTES: readonly Route[] = [
  {
    method: "get",
    path: "/v1/fetch",
    id: "fetch",
    summary: "Everything that matches, once or live",
    description:
      "Without a stream in `Accept`: an array of all that matches. With " +
      "`text/event-stream` or `application/x-ndjson`: `begin` says whether " +
      "the stream resumes behind `Last-Event-ID` or is a snapshot, and why; " +
      "what is there follows, then `ready`, then every change. `alive` comes " +
      "after 5 s without a change. Of each state the newest value is " +
      "reported, not every one.",
    query: { ...RULES, [LAST_ID]: text("as the header Last-Event-ID") },
    headers: {
      "Accept": "application/json, text/event-stream or application/x-ndjson",
      "Last-Event-ID": "the last id that the client has",
    },
    responses: {
      200: {
        description: "all that matches, or the events",
        content: {
          "application/json": {
            type: "array",
            items: {
              type: "object",
              required: ["path"],
              properties: { path: { type: "string" }, value: {} },
            },
          },
          "text/event-stream": { type: "string" },
          "application/x-ndjson": EVENT,
        },
        headers: { "Last-Event-ID": "of a snapshot: where a stream goes on" },
      },
    },
    problems: [401, 403, 406, 413, 422, 429],
    handle: fetch,
  },
];
