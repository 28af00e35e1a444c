/**
 * Heads of HTTP/1.1 requests and responses (RFC 9112).
 *
 * @module
 */

import { type Framing, framingOf, type Refusal, tooLarge } from "./body.ts";

/** Longest head of a request, in bytes. */
export const MAX_HEAD_BYTES = 1 << 14;

/** The head of a request. */
export interface RequestHead {
  readonly method: string;
  /** Path and query, or a whole URL. */
  readonly target: string;
  readonly headers: [name: string, value: string][];
  /** Minor version of HTTP. */
  readonly minor: string;
  /** How its body is framed; 0: it has none. */
  readonly framing: Framing;
  /** Whether another request may follow on the connection. */
  readonly persists: boolean;
}

const REQUEST_LINE = /^([!#$%&'*+.^_`|~\w-]+) (\S+) HTTP\/1\.([01])$/;
/**
 * The methods that there are. Of others `Request` makes other methods: Bun makes
 * GET of unknown ones, both runtimes make capitals.
 */
const METHODS: ReadonlySet<string> = new Set(
  ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"],
);
// What `Request` would cut off or take for a slash is in no target.
const TARGET = /^(?:\/|https?:\/\/[^\s/?#@\\]+(?:[/?]|$))[^#\\]*$/i;
// A host and a port: what else could be in a URL would change its path.
const HOST = /^[^\s/?#@\\]*$/;
const NAME = /^[!#$%&'*+.^_`|~\w-]+$/;
// Not allowed in a line: each would end one for other programs.
const CONTROLS = /[\0\r\n]/;

/**
 * Where a request's head ends; `undefined`: it is not complete.
 *
 * @param from Where its end is looked for.
 */
export function headEnd(
  bytes: Uint8Array,
  from: number,
  length: number,
): number | undefined {
  // Bytes that begin no method, such as those of TLS, may never end a head.
  if ((bytes[0] < 0x21 && bytes[0] !== 13) || bytes[0] > 0x7e) return length;
  const end = Math.min(length, MAX_HEAD_BYTES);
  for (let at = from; at + 4 <= end; at++) {
    if (bytes[at] !== 13 || bytes[at + 1] !== 10) continue;
    if (bytes[at + 2] === 13 && bytes[at + 3] === 10) return at + 4;
  }
  return undefined;
}

/**
 * Reads the head of a request, a character for each byte, without the empty
 * line at its end.
 *
 * @returns Why the request is refused if it is invalid.
 */
export function parseRequestHead(text: string): RequestHead | Refusal {
  const [first, ...lines] = text.split("\r\n");
  const match = REQUEST_LINE.exec(first);
  if (match === null) return BAD_REQUEST;
  const [, method, target, minor] = match;
  if (!METHODS.has(method)) {
    return { status: 501, reason: "The method is not known" };
  }
  if (!TARGET.test(target)) return BAD_REQUEST;
  const headers: [string, string][] = [];
  let persists = minor === "1";
  let hosts = 0;
  for (const line of lines) {
    const colon = line.indexOf(":");
    const name = line.slice(0, colon);
    if (colon < 0 || !NAME.test(name) || CONTROLS.test(line)) {
      return BAD_REQUEST;
    }
    const value = line.slice(colon + 1);
    if (/^host$/i.test(name)) {
      hosts++;
      if (!HOST.test(value.trim())) return BAD_REQUEST;
    }
    const upgrades = /^upgrade$/i.test(name);
    // HTTP/1.0 knows no upgrades (RFC 9110, 7.8).
    if (!upgrades || minor === "1") headers.push([name, value]);
    if (upgrades) persists = false;
    if (/^connection$/i.test(name) && /close/i.test(value)) persists = false;
  }
  if (!mayHaveHosts(hosts, `1.${minor}`)) return BAD_REQUEST;
  const framing = framingOf(headers, minor);
  if (typeof framing === "object") return framing;
  if (framing !== 0) {
    // What follows a body can't be frames: the upgrade is ignored.
    const fields = headers.filter(([name]) => !/^upgrade$/i.test(name));
    return { method, target, headers: fields, minor, framing, persists };
  }
  return { method, target, headers, minor, framing, persists };
}

const BAD_REQUEST: Refusal = { status: 400, reason: "Bad request" };

/** Most fields in it: a runtime takes longer for them than for their bytes. */
const MAX_FIELDS = 128;

/** Why a request is refused that is too large; `null`: it is not. */
export function beyondLimits(
  { headers, framing }: RequestHead,
  maxBody: number,
): Refusal | null {
  if (headers.length > MAX_FIELDS) {
    return { status: 431, reason: "The head has too many fields" };
  }
  return typeof framing === "number" && framing > maxBody
    ? tooLarge(maxBody)
    : null;
}

/** Whether a request has a field, in any case. */
export function hasField(
  { headers }: Pick<RequestHead, "headers">,
  field: string,
): boolean {
  return headers.some(([name]) => name.toLowerCase() === field);
}

/** Whether HTTP/1.1 allows so many `Host` fields: one (RFC 9112, 3.2). */
export function mayHaveHosts(count: number, version: string): boolean {
  return count === 1 || (count === 0 && version === "1.0");
}

/**
 * The request of a head, as `fetch` takes it.
 *
 * @throws {TypeError} if the target, the method or a header is invalid.
 */
export function requestOf(
  { method, target, headers }: Pick<
    RequestHead,
    "method" | "target" | "headers"
  >,
  body?: Uint8Array<ArrayBuffer>,
): Request {
  let url = target;
  if (target.startsWith("/")) {
    const host = headers.find(([name]) => name.toLowerCase() === "host");
    url = `http://${host?.[1].trim() || "localhost"}${target}`;
  }
  // Not by way of `Headers`, which Deno copies in quadratic time.
  return new Request(url, { method, headers, body });
}

// Statuses whose responses have no body and no length.
const NO_BODY: readonly number[] = [204, 205, 304];

/**
 * A response in bytes, with its whole body: a piece, or two.
 *
 * @param method That of the request: the response to `HEAD` has no body.
 * @param persists Whether another response may follow on the connection.
 */
export async function responsePieces(
  response: Response,
  method: string,
  persists: boolean,
): Promise<Uint8Array[]> {
  const { status, statusText, headers } = response;
  const hasBody = method !== "HEAD" && !NO_BODY.includes(status);
  const body = response.body === null
    ? new Uint8Array(0)
    : new Uint8Array(await response.arrayBuffer());
  const lines = [statusLine(status, statusText)];
  for (const [name, value] of headers) lines.push(`${name}: ${value}`);
  if (!headers.has("date")) lines.push(`Date: ${new Date().toUTCString()}`);
  if (hasBody && !headers.has("content-length")) {
    lines.push(`Content-Length: ${body.length}`);
  }
  if (!persists) lines.push("Connection: close");
  const head = encoder.encode(`${lines.join("\r\n")}\r\n\r\n`);
  return hasBody && body.length > 0 ? [head, body] : [head];
}

const encoder = new TextEncoder();

/**
 * The head of a response whose body is sent as it comes about.
 *
 * @param chunked Whether it is sent in chunks; otherwise the connection ends it.
 */
export function streamHead(
  { status, statusText, headers }: Response,
  chunked: boolean,
  persists: boolean,
): Uint8Array {
  const lines = [statusLine(status, statusText)];
  for (const [name, value] of headers) {
    if (!FRAMING_FIELD.test(name)) lines.push(`${name}: ${value}`);
  }
  if (!headers.has("date")) lines.push(`Date: ${new Date().toUTCString()}`);
  if (chunked) lines.push("Transfer-Encoding: chunked");
  if (!persists) lines.push("Connection: close");
  return encoder.encode(`${lines.join("\r\n")}\r\n\r\n`);
}

const FRAMING_FIELD = /^(transfer-encoding|content-length|connection)$/i;

/** Asks for the body of a request that expects it. */
export const CONTINUE: Uint8Array = new TextEncoder().encode(
  "HTTP/1.1 100 Continue\r\n\r\n",
);

/** A response without a router, after which the connection is closed. */
export function refusalBytes(status: number, reason: string): Uint8Array {
  const lines = [
    statusLine(status),
    "Content-Type: text/plain",
    `Content-Length: ${reason.length + 1}`,
    "Connection: close",
  ];
  return encoder.encode(`${lines.join("\r\n")}\r\n\r\n${reason}\n`);
}

function statusLine(status: number, text = ""): string {
  return `HTTP/1.1 ${status} ${text === "" ? REASONS[status] ?? "" : text}`;
}

// Texts of the statuses that the daemon uses: a `Response` may have none.
const REASONS: Readonly<Record<number, string>> = {
  200: "OK",
  204: "No Content",
  302: "Found",
  304: "Not Modified",
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  405: "Method Not Allowed",
  406: "Not Acceptable",
  409: "Conflict",
  412: "Precondition Failed",
  413: "Content Too Large",
  415: "Unsupported Media Type",
  417: "Expectation Failed",
  422: "Unprocessable Content",
  426: "Upgrade Required",
  429: "Too Many Requests",
  431: "Request Header Fields Too Large",
  500: "Internal Server Error",
  501: "Not Implemented",
  502: "Bad Gateway",
  503: "Service Unavailable",
  504: "Gateway Timeout",
};
