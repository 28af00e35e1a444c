/**
 * Routes for single elements: states and methods.
 *
 * @module
 */
import { isRecord } from "../../base/narrowing.ts";
import { parseDataUrl } from "../../protocol/values/data_url.ts";
import { isSameText, type Slice } from "../../base/slice.ts";
import { LONG_JSON_BYTES } from "../../protocol/json/long_json.ts";
import { pack } from "../../protocol/json/walk.ts";
import { negotiate } from "./accept.ts";
import { conditionOf, isKnown, tagOfEntry } from "./conditions.ts";
import {
  hasWarning,
  JSON_HEADERS,
  JSON_TYPE,
  jsonOf,
  PATH,
  TIMEOUT,
  timeoutOf,
  valueTextOf,
} from "./content.ts";
import { memberText } from "./member_text.ts";
import { problem } from "./problem.ts";
import type { ApiRequest, Content, Route } from "./request.ts";

/** The whole entry of a state. */
export const ENTRY_TYPE = "application/vnd.jet+json";

/** Values of any type must not act as pages of the daemon. */
const VALUE_HEADERS = {
  "Content-Security-Policy": "default-src 'none'; sandbox",
  "X-Content-Type-Options": "nosniff",
  "Cache-Control": "private, no-cache",
};

const ANY_VALUE: Content["content"] = {
  "application/json": {},
  "*/*": { type: "string", format: "binary" },
};

/** The end of the entity tag of a whole entry. */
const ENTRY_SUFFIX = ".entry";

async function getState(
  { bus, request, path, session }: ApiRequest,
): Promise<Response> {
  using connection = session();
  const { text, result } = await connection.request(
    "get",
    JSON.stringify({ path: { equals: path }, times: true, meta: true }),
  );
  const [entry]: unknown[] = Array.isArray(result) ? result : [];
  if (!isRecord(entry) || !("value" in entry)) {
    const detail = entry === undefined
      ? "there is nothing at this path"
      : "this path is not a state";
    throw problem("notFound", detail, { path });
  }
  const { mime, value } = entry;
  const type = typeof mime === "string" ? mime : JSON_TYPE;
  const [essence] = type.toLowerCase().split(";", 1);
  const isWhole =
    negotiate(request, [essence.trim()], [ENTRY_TYPE]) === ENTRY_TYPE;
  // Each representation has a tag of its own.
  const etag = tagOfEntry(bus, entry, isWhole ? ENTRY_SUFFIX : "");
  const headers: Record<string, string> = {
    ...VALUE_HEADERS,
    "ETag": etag,
    "Vary": "Accept",
  };
  if (isKnown(request, etag)) {
    return new Response(null, { status: 304, headers });
  }
  const whole = text.slice(1, -1);
  if (isWhole) {
    headers["Content-Type"] = ENTRY_TYPE;
    return new Response(whole, { headers });
  }
  if (typeof mime !== "string" || typeof value !== "string") {
    headers["Content-Type"] = "application/json";
    return new Response(memberText(whole, "value"), { headers });
  }
  headers["Content-Type"] = mime;
  if (mime.startsWith("text/plain;")) return new Response(value, { headers });
  const bytes = parseDataUrl(value)?.bytes ?? new Uint8Array(0);
  return new Response(bytes.slice(), { headers });
}

async function putState(
  { request, path, query, session }: ApiRequest,
): Promise<Response> {
  const value = await valueTextOf(request);
  const minimal = /\breturn=minimal\b/.test(
    request.headers.get("prefer") ?? "",
  );
  using connection = session();
  const { text, result } = await connection.request(
    "set",
    `{"path":${
      JSON.stringify(path)
    },"value":${value},"valueAsResult":${!minimal}` +
      `${timeoutOf(query)}${conditionOf(request)}}`,
  );
  const isPlain = minimal
    ? !hasWarning(result)
    : text === value || isSameText(compact(text), compact(value));
  return isPlain
    ? new Response(null, { status: 204 })
    : new Response(text, { headers: JSON_HEADERS });
}

const encoder = new TextEncoder();

/** A text without white space, and numbers and escapes in one form if it is short. */
function compact(text: string): Slice {
  const isShort = text.length <= LONG_JSON_BYTES;
  const bytes = encoder.encode(
    isShort ? JSON.stringify(JSON.parse(text)) : text,
  );
  return { bytes, start: 0, end: isShort ? bytes.length : pack(bytes) };
}

async function callMethod(
  { request, path, query, session }: ApiRequest,
): Promise<Response> {
  negotiate(request, [JSON_TYPE]);
  const { text: body, json } = await jsonOf(request, "arguments");
  // JSON-RPC takes an array or an object.
  const isList = typeof json === "object" && json !== null;
  const whole = isList ? body : `[${body}]`;
  const args = json === undefined ? "" : `,"args":${whole}`;
  using connection = session();
  const { text } = await connection.request(
    "call",
    `{"path":${JSON.stringify(path)}${args}${timeoutOf(query)}}`,
  );
  return new Response(text, { headers: JSON_HEADERS });
}

const WARNING = "what the owner has made of the value, or its warning";

/** The routes. */
export const ELEMENT_ROUTES: readonly Route[] = [
  {
    method: "get",
    path: "/v1/states/{path}",
    id: "getState",
    summary: "Read a state",
    description:
      `The value with its MIME type, or with \`Accept: ${ENTRY_TYPE}\` the ` +
      "whole entry: value, metadata, times, revision. HEAD gives the headers.",
    query: { path: PATH },
    headers: {
      "Accept": `${ENTRY_TYPE} for the whole entry`,
      "If-None-Match": "an ETag; 304 if the state has not changed since",
    },
    responses: {
      200: {
        description: "the value",
        content: {
          ...ANY_VALUE,
          [ENTRY_TYPE]: {
            type: "object",
            required: ["path", "value", "time", "revision"],
            properties: {
              path: { type: "string" },
              value: {},
              mime: { type: "string" },
              time: { type: "number" },
              revision: { type: "integer" },
              source: {
                type: "object",
                description: "the change as the owner's daemon of a cluster " +
                  "counts it, if that is another one",
                properties: {
                  revision: { type: "integer" },
                  epoch: { type: "string" },
                },
              },
              meta: { type: "object" },
              fetchOnly: { type: "boolean" },
            },
          },
        },
        headers: { ETag: '"epoch-revision" of the last change' },
      },
      304: { description: "the state has not changed" },
    },
    problems: [401, 403, 404, 406, 422, 429],
    handle: getState,
  },
  {
    method: "put",
    path: "/v1/states/{path}",
    id: "setState",
    summary: "Set a state",
    description:
      "Asks the owner to set the state. JSON is passed on as it is; other " +
      "media types are values of that type. With `Prefer: return=minimal` the " +
      "owner is not asked for the value, and may answer with a warning.",
    query: { path: PATH, timeout: TIMEOUT },
    headers: {
      "If-Match": "the ETag of a GET; 412 if the state has changed since. " +
        "The check and the hand-over to the owner are one step",
      "Prefer": "return=minimal",
    },
    body: { description: "the value", content: ANY_VALUE },
    responses: {
      200: { description: WARNING, content: { "application/json": {} } },
      204: { description: "the state was set to this value" },
    },
    problems: [400, 401, 403, 404, 405, 412, 413, 415, 422, 429, 502, 504],
    handle: putState,
  },
  {
    method: "post",
    path: "/v1/methods/{path}",
    id: "callMethod",
    summary: "Call a method",
    description: "Calls a method with the arguments in the body.",
    query: { path: PATH, timeout: TIMEOUT },
    body: {
      description: "an array or object of arguments; nothing for none",
      content: { "application/json": {} },
    },
    responses: {
      200: { description: "the result", content: { "application/json": {} } },
    },
    problems: [400, 401, 403, 404, 406, 413, 415, 422, 429, 502, 504],
    handle: callMethod,
  },
];
