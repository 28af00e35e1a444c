/**
 * Binary Jet on one link, as protocol/BINARY.md has it.
 *
 * @module
 */
import {
  INTERNAL_ERROR,
  METHOD_NOT_FOUND,
  PARSE_ERROR,
  type WireError,
} from "../../../protocol/errors/codes.ts";
import {
  BINARY_VERSION,
  ElementType,
  EventType,
  Fn,
  InfoTag,
  MessageType,
  Option,
  Status,
} from "../../../protocol/binary/format.ts";
import {
  CANCEL,
  type Codec,
  type CodecHooks,
  DONE,
  type Message,
  type Params,
  type RoutedId,
} from "../codec.ts";
import { asError, isRecord } from "../../../base/narrowing.ts";
import { type LinkFetch, LinkFetches } from "./link_fetches.ts";
import { TurnFrames } from "./turn_frames.ts";
import { type BinaryInfo, readBinaryInfo, withNews } from "./info.ts";
import { BinaryReader } from "../../../protocol/binary/reader.ts";
import type { BinaryWriter } from "../../../protocol/binary/writer.ts";
import { OwnedPaths } from "./owned.ts";
import { writeNotify, writeRequest } from "./requests.ts";
import { toChanges, toEntries, toListing } from "./results.ts";
import { asksForNotes, EVENTS, readNotes, withoutAsked } from "./notes.ts";
import { isFetchOnly, readResult, readRows } from "./rows.ts";
import { prefixFetch } from "./rules.ts";
import {
  readArguments,
  readGroup,
  readValue,
  writeJson,
  writeNone,
  writeText,
  writeValue,
} from "./value.ts";
import type { BinaryLink } from "../../../transport/links/client_link.ts";
import { JetError } from "../../../protocol/errors/classes.ts";

/**
 * Frames that are sent together, in bytes: over a WebSocket they are one message,
 * which the daemon limits as well.
 */
const MAX_JOINED_BYTES = 1 << 16;

/** See the module. */
export class BinaryCodec implements Codec {
  readonly tellsReady = true;
  maxMessage = Infinity;
  readonly link: BinaryLink;
  readonly #hooks: CodecHooks;
  readonly #in = new BinaryReader();
  readonly #frames = new TurnFrames();
  readonly #owned = new OwnedPaths();
  readonly #fetches = new LinkFetches();
  /** What becomes of the results of requests that don't have it as it is. */
  readonly #readers = new Map<number, (result: unknown) => unknown>();
  /** Requests whose rows have options. */
  readonly #noted = new Set<number>();
  /** Fetches whose numbers are not known yet, by their requests. */
  readonly #asked = new Map<number, LinkFetch>();
  #info: BinaryInfo | undefined;
  /** The first request for the info: it comes without being asked for. */
  #greeting: number | undefined;
  #greeted = false;
  /** What the daemon said against the whole link. */
  #complaint: Error | undefined;
  #scheduled = false;
  #failed = false;

  constructor(link: BinaryLink, hooks: CodecHooks) {
    this.link = link;
    this.#hooks = hooks;
  }

  get question(): "info" | "ping" {
    return this.#info?.features.ping === true ? "ping" : "info";
  }

  start(): void {
    this.link.onclose = (reason) => {
      if (!this.#failed) this.#hooks.closed(reason ?? this.#complaint);
    };
    this.link.onmessage = (bytes, start, end) => {
      if (!this.#failed) this.#receive(bytes, start, end);
    };
  }

  request(id: number, method: string, params: Params): void {
    if (method === "info" && !this.#greeted) return this.#greet(id);
    if (method === "unfetch") return this.#unfetch(id, params.id);
    if (asksForNotes(params)) {
      if (this.#info?.features.meta === true) this.#noted.add(id);
      else params = withoutAsked(params);
    }
    this.#checkFeature(method, params);
    const out = this.#frames.begin().u8(MessageType.request).u32(id);
    writeRequest(out, method, params, this.#owned);
    this.#send();
    this.#expect(id, method, params);
  }

  announce(path: string, value: unknown): void {
    const out = this.#frames.begin().u8(MessageType.event);
    writeNotify(out, path, value, this.#owned);
    this.#send();
  }

  result(id: RoutedId, result: unknown): void {
    const out = this.#response(id, Status.success);
    if (result === DONE) writeNone(out);
    else writeValue(out, result);
    this.#send();
  }

  error(id: RoutedId, { code, message, data }: WireError): void {
    const out = this.#response(id, Status.error)
      .u32(code === (code | 0) ? code : INTERNAL_ERROR);
    writeText(out, message);
    if (data === undefined) writeNone(out);
    else writeJson(out, JSON.stringify(data));
    this.#send();
  }

  close(): void {
    this.#flush();
    this.link.close();
  }

  // What is sent

  #response(id: RoutedId, status: number): BinaryWriter {
    return this.#frames.begin().u8(MessageType.response).u32(Number(id))
      .u8(status);
  }

  /** Sends the message; all of one turn leave together. */
  #send(): void {
    const before = this.#frames.bytes.length;
    this.#frames.end(this.maxMessage);
    if (this.#frames.bytes.length > MAX_JOINED_BYTES) {
      return this.#flush(before);
    }
    if (this.#scheduled) return;
    this.#scheduled = true;
    queueMicrotask(() => {
      this.#scheduled = false;
      this.#flush();
    });
  }

  /**
   * Sends all frames.
   *
   * @param cut Where those begin that must not be joined with the others.
   */
  #flush(cut = 0): void {
    if (this.#frames.empty) return;
    const { bytes } = this.#frames;
    if (cut > 0) this.link.send(bytes.subarray(0, cut));
    this.link.send(bytes.subarray(cut));
    this.#frames.clear();
  }

  /** @throws {JetError} if the daemon can't do it. */
  #checkFeature(method: string, params: Params): void {
    const { hierarchy = true, fetch = "full" } = this.#info?.features ?? {};
    const missing = method === "list" || params.below !== undefined
      ? !hierarchy
      : fetch !== "full" && (method === "get" ||
        (method === "fetch" && prefixFetch(params) === undefined));
    if (!missing) return;
    throw new JetError(`the daemon can't do this ${method}`, {
      code: METHOD_NOT_FOUND,
      data: method,
    });
  }

  /** Notes what the answer of a request needs to be understood. */
  #expect(id: number, method: string, params: Params): void {
    switch (method) {
      case "fetch": {
        const fetch = this.#fetches.begin(String(params.id), id);
        fetch.noted = this.#noted.delete(id);
        this.#asked.set(id, fetch);
        return;
      }
      case "add":
        if (params.keep !== true) return;
        this.#readers.set(id, (kept) => kept === undefined ? true : { kept });
        return;
      case "list": {
        const path = String(params.path);
        const separator = this.#separator;
        this.#readers.set(id, (rows) => toListing(rows, path, separator));
        return;
      }
      case "info": {
        const known = this.#info;
        this.#readers.set(id, (reported) => withNews(known, reported));
        return;
      }
      case "get": {
        const sorted = isRecord(params.sort);
        this.#readers.set(id, (rows) => toEntries(rows, sorted));
        return;
      }
      case "set": {
        if (params.valueAsResult !== true) return;
        const { value } = params;
        // Nothing: it took the value as it is.
        this.#readers.set(id, (taken) => taken === undefined ? value : taken);
        return;
      }
      case "remove":
        if (typeof params.below !== "string") return;
        this.#owned.removeBelow(params.below, this.#separator);
    }
  }

  get #separator(): string {
    return this.#info?.features.separator ?? "/";
  }

  #greet(id: number): void {
    this.#greeted = true;
    if (this.#info === undefined) this.#greeting = id;
    else this.#hooks.message({ id, result: this.#info });
  }

  #unfetch(id: number, fetchId: unknown): void {
    const fetch = this.#fetches.byId(fetchId);
    if (fetch === undefined) {
      this.#hooks.message({ id, result: true });
    } else if (fetch.number === 0) {
      // The number comes with the answer.
      fetch.unfetch = id;
    } else {
      this.#sendUnfetch(id, fetch);
    }
  }

  #sendUnfetch(id: number, fetch: LinkFetch): void {
    this.#fetches.end(fetch);
    this.#frames.begin().u8(MessageType.request).u32(id).u8(Fn.unfetch)
      .u32(fetch.number);
    this.#send();
    // An ended fetch sends no `ready`, so its request is answered here.
    if (fetch.request !== 0) this.#settled(fetch);
  }

  /** The initial matches have been delivered: answers the fetch request. */
  #settled(fetch: LinkFetch): void {
    const id = fetch.request;
    fetch.request = 0;
    if (id !== 0) this.#hooks.message({ id, result: true });
  }

  // What arrives

  #receive(bytes: Uint8Array, start: number, end: number): void {
    if (this.#info === undefined) return this.#first(bytes, start, end);
    this.#in.begin(bytes, start, end);
    try {
      switch (this.#in.u8()) {
        case MessageType.event:
          return this.#event();
        case MessageType.response:
          return this.#answered();
        case MessageType.request:
          return this.#routed();
      }
    } catch (error) {
      this.#hooks.log(
        `ignored a message that can't be read: ${asError(error).message}`,
      );
    }
  }

  /** Takes the first message, which has to be the info. */
  #first(bytes: Uint8Array, start: number, end: number): void {
    this.#in.begin(bytes, start, end);
    try {
      if (this.#in.u8() !== MessageType.info) {
        throw new Error("it does not speak binary Jet");
      }
      this.#info = readBinaryInfo(this.#in);
    } catch (error) {
      this.#failed = true;
      this.link.close();
      return this.#hooks.closed(asError(error));
    }
    if (this.#info.features.cancel) this.#sendInfo();
    if (this.#greeting === undefined) return;
    this.#hooks.message({ id: this.#greeting, result: this.#info });
  }

  /** Answers are not read after the end of this side. */
  #sendInfo(): void {
    const { major, minor, patch } = BINARY_VERSION;
    this.#frames.begin().u8(MessageType.info).u32(major).u32(minor).u32(patch)
      .u8(InfoTag.noHalfClose).u16(0);
    this.#send();
  }

  #event(): void {
    const input = this.#in;
    const type = input.u8();
    const number = input.u32();
    if (type === EventType.cancel) {
      const params = { id: input.u32() };
      return this.#hooks.message({ method: number, params });
    }
    if (type === EventType.displaced) {
      const params = { path: input.key() };
      this.#owned.remove(params.path);
      return this.#hooks.message({ method: number, params });
    }
    const fetch = this.#fetches.byNumber(number);
    if (fetch === undefined) return;
    switch (type) {
      case EventType.rows: {
        const params = toChanges(readRows(input, fetch.noted));
        return this.#hooks.message({ method: fetch.id, params });
      }
      case EventType.ready:
        return this.#settled(fetch);
    }
    const event = EVENTS[type];
    if (event === undefined) return;
    const kind = input.u8();
    const path = input.key();
    const value = readValue(input);
    const params: Params = value === undefined
      ? { path, event }
      : { path, event, value };
    // Classic Jet has a type for nodes and signals only.
    if (kind === ElementType.node) params.type = "node";
    const isSignal = kind === ElementType.signal;
    if (isSignal && event !== "signal") params.type = "signal";
    if (isFetchOnly(kind)) params.fetchOnly = true;
    if (fetch.noted || isSignal) readNotes(input, params);
    this.#hooks.message({ method: fetch.id, params });
  }

  #answered(): void {
    const input = this.#in;
    const id = input.u32();
    const noted = this.#noted.delete(id);
    if (input.u8() !== Status.success) return this.#refused(id);
    const result = readResult(input, noted);
    const asked = this.#asked.get(id);
    if (asked !== undefined) return this.#taken(id, asked, result);
    const reader = this.#readers.get(id);
    this.#readers.delete(id);
    const converted = reader === undefined ? result : reader(result);
    this.#hooks.message({ id, result: converted });
  }

  #refused(id: number): void {
    const input = this.#in;
    const error: Message = { code: input.i32(), message: input.text() };
    const data = readValue(input);
    if (data !== undefined) error.data = data;
    if (id === 0) {
      this.#complaint = new Error(`the daemon says: ${error.message}`);
      return this.#hooks.log(this.#complaint.message);
    }
    this.#readers.delete(id);
    const asked = this.#asked.get(id);
    if (asked !== undefined) {
      this.#asked.delete(id);
      this.#fetches.end(asked);
      if (asked.unfetch !== undefined) {
        this.#hooks.message({ id: asked.unfetch, result: true });
      }
    }
    this.#hooks.message({ id, error });
  }

  /** The daemon has accepted a fetch; its events follow. */
  #taken(request: number, fetch: LinkFetch, number: unknown): void {
    this.#asked.delete(request);
    if (typeof number === "number") this.#fetches.taken(fetch, number);
    if (fetch.unfetch !== undefined) this.#sendUnfetch(fetch.unfetch, fetch);
  }

  #routed(): void {
    const input = this.#in;
    const id = input.u32();
    let message: Message;
    try {
      const fn = input.u8();
      if (fn === Fn.setState) {
        const method = input.key();
        const params: Params = { value: readValue(input) };
        message = { id, method, params };
        this.#routedOptions(message, params);
      } else if (fn === Fn.setBelow) {
        const params: Params = readGroup(input);
        message = { id, method: CANCEL, params };
        this.#routedOptions(message, {});
      } else if (fn === Fn.callMethod) {
        const method = input.key();
        message = { id, method, params: readArguments(input) };
        this.#routedOptions(message, {});
      } else {
        const notFound = {
          code: METHOD_NOT_FOUND,
          message: "Method not found",
        };
        return this.error(id, { ...notFound, data: `${fn}` });
      }
    } catch (error) {
      const data = { reason: asError(error).message };
      return this.error(id, {
        code: PARSE_ERROR,
        message: "Parse error",
        data,
      });
    }
    this.#hooks.message(message);
  }

  #routedOptions(message: Message, params: Params): void {
    const input = this.#in;
    input.options((tag, length) => {
      if (tag === Option.valueAsResult) params.valueAsResult = true;
      else if (tag === Option.deadline) message.deadline = input.f64();
      else if (tag === Option.caller) {
        message.caller = JSON.parse(input.text(length));
      }
    });
  }
}
