/**
 * The dialects, and how those of JSON messages are detected.
 *
 * @module
 */
import { BinaryDialect } from "./binary/dialect.ts";
import { CjetDialect } from "./cjet/dialect.ts";
import { HttpDialect } from "./http/dialect.ts";
import { ClassicDialect } from "./classic/dialect.ts";
import { NodeJetDialect } from "./classic/node_jet.ts";
import type { Dialect, DialectName } from "../dialect.ts";
import { V3Dialect } from "./v3/dialect.ts";
import { JsonScanner } from "../json/scanner.ts";
import type { OnUnknownRule } from "../rules/rules.ts";
import { isRecord } from "../../base/narrowing.ts";
import { readText } from "../../base/utf8.ts";

/** A detected dialect. */
export interface Detection {
  /** The dialect that it is in, as far as is known. */
  readonly dialect: Dialect;
  /** Whether later messages can't change it. */
  readonly certain: boolean;
}

/** What detects a dialect; see {@linkcode Dialects.detect}. */
type Detect = (
  bytes: Uint8Array,
  start: number,
  end: number,
  isFirst: boolean,
) => Detection;

/** The dialects of one daemon. */
export class Dialects implements Record<DialectName, Dialect> {
  /** jet-js, lua-jet, and peers of which nothing is known. */
  readonly classic: Dialect;
  /** node-jet 2.x. */
  readonly nodeJet: Dialect;
  /** HBK's C++ peers. */
  readonly cjet: Dialect;
  /** node-jet 3.x. */
  readonly v3: Dialect = new V3Dialect();
  /** Binary Jet: never recognised, it has listeners of its own. */
  readonly binary: Dialect = new BinaryDialect();
  /** Requests over HTTP: never recognised either. */
  readonly http: Dialect = new HttpDialect();

  /**
   * @param onUnknownRule Called for each rule of a classic peer that
   * doesn't exist; without it such a rule is refused.
   */
  constructor(onUnknownRule?: OnUnknownRule) {
    this.classic = new ClassicDialect(onUnknownRule);
    this.nodeJet = new NodeJetDialect(onUnknownRule);
    this.cjet = new CjetDialect(onUnknownRule);
  }

  /**
   * Recognises the dialect of a peer by one of its first messages. A message
   * without any sign of a dialect is read as classic Jet.
   *
   * @param isFirst Whether it is the first of its peer.
   */
  detect(
    bytes: Uint8Array,
    start: number,
    end: number,
    isFirst: boolean,
  ): Detection {
    const message = firstObject(bytes, start, end);
    const name = message === undefined ? undefined : dialectOf(message);
    if (isFirst && name === "classic" && message?.method === "info") {
      return { dialect: this.nodeJet, certain: true };
    }
    return {
      dialect: this[name ?? "classic"],
      certain: name !== undefined,
    };
  }

  readonly #detect: Detect = this.detect.bind(this);
  readonly #detectClassic: Detect = this.detectClassic.bind(this);

  /**
   * What recognises the dialect of a peer.
   *
   * @param only The dialect that its listener is restricted to.
   */
  detector(
    only: Dialect | undefined,
  ): Detect | undefined {
    if (only === undefined) return this.#detect;
    return only === this.classic ? this.#detectClassic : undefined;
  }

  /** Recognises node-jet 2.x by the first message of a classic peer. */
  detectClassic(bytes: Uint8Array, start: number, end: number): Detection {
    const isNodeJet = firstObject(bytes, start, end)?.method === "info";
    return {
      dialect: isNodeJet ? this.nodeJet : this.classic,
      certain: true,
    };
  }
}

const OPEN_ARRAY = 0x5b;
// Longer messages prove nothing: their values take too long to be parsed.
const MAX_PROOF_BYTES = 1 << 16;
// One for all peers: of a thousand its memory would be a megabyte of garbage.
const scanner = new JsonScanner("");

/**
 * The message, or the first of an array of messages. The others may be many:
 * they are not parsed.
 */
function firstObject(
  bytes: Uint8Array,
  start: number,
  end: number,
): Record<string, unknown> | undefined {
  try {
    let at = scanner.begin(bytes, start, end);
    if (bytes[at] === OPEN_ARRAY) {
      at = scanner.skipSpace(at + 1);
      end = scanner.value(at);
    }
    if (end - at > MAX_PROOF_BYTES) return undefined;
    return asRecord(JSON.parse(readText(bytes, at, end)));
  } catch {
    // The dialect reports the fault.
    return undefined;
  }
}

function asRecord(value: unknown): Record<string, unknown> | undefined {
  return isRecord(value) ? value : undefined;
}

/** A 3.x peer counts its requests as decimal numbers in strings. */
const V3_ID = /^[0-9]+$/;
/** Fetch ids that only 3.x peers make. */
const V3_FETCH_ID = /^(f_.{5}|___f___.*|fetch_all)$/;
/** Fetch ids that only classic peers make. */
const CLASSIC_FETCH_ID = /^__f__/;

/** What the message proves; `undefined`: nothing. */
function dialectOf(message: Record<string, unknown>): DialectName | undefined {
  const { id, method, jsonrpc } = message;
  if (jsonrpc === "2.0") return "cjet";
  if (method === undefined) return undefined;
  if (method === "configure" || method === "addUser") return "v3";
  const params = asRecord(message.params);
  if (typeof id === "string") {
    if (
      method === "info" && V3_ID.test(id) && params !== undefined &&
      Object.keys(params).length === 0
    ) return "v3";
    if (method === "change") return "v3";
  } else if (id !== undefined) {
    return "classic";
  }
  if (method === "echo" || method === "passwd") return "classic";
  return params === undefined ? undefined : dialectOfParams(method, id, params);
}

function dialectOfParams(
  method: unknown,
  id: unknown,
  params: Record<string, unknown>,
): DialectName | undefined {
  const access = asRecord(params.access);
  if (access !== undefined) {
    if ("read" in access || "write" in access) return "v3";
    return "classic";
  }
  if (method === "fetch" || method === "get") {
    const sort = asRecord(params.sort);
    if (sort !== undefined) return "by" in sort ? "v3" : "classic";
    if ("valueField" in params) return "classic";
    const value = asRecord(params.value);
    if (value !== undefined) {
      const rules = Object.values(value).map(asRecord);
      return rules.some((rule) => rule !== undefined && "operator" in rule)
        ? "v3"
        : "classic";
    }
    const fetchId = params.id;
    if (typeof fetchId === "number") return "classic";
    if (typeof fetchId === "string") {
      if (CLASSIC_FETCH_ID.test(fetchId)) return "classic";
      if (typeof id === "string" && V3_FETCH_ID.test(fetchId)) return "v3";
    }
  }
  if ("fetchOnly" in params || "timeout" in params) return "classic";
  if ("valueAsResult" in params) return "classic";
  // Without an id only classic peers announce what they have.
  return id === undefined && (method === "add" || method === "change" ||
      method === "fetch")
    ? "classic"
    : undefined;
}
