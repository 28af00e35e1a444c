/**
 * Routes for single elements: states, methods, and the nodes above them.
 *
 * @module
 */
import { dataUrl, parseDataUrl } from "../../protocol/values/data_url.ts";
import { isRecord, messageOf } from "../../base/narrowing.ts";
import { accepts } from "./accept.ts";
import { memberText } from "./member_text.ts";
import { problem } from "./problem.ts";
import type { ApiBus, ApiRequest, Content, Route } from "./request.ts";
import { flag, integer, number, text } from "./schema.ts";

/** The whole entry of a state. */
export const ENTRY_TYPE = "application/vnd.jet+json";

const JSON_TYPE = "application/json";
const JSON_HEADERS = { "Content-Type": JSON_TYPE };

/** Values of any type must not act as pages of the daemon. */
const VALUE_HEADERS = {
  "Content-Security-Policy": "default-src 'none'; sandbox",
  "X-Content-Type-Options": "nosniff",
  "Cache-Control": "private, no-cache",
};

const TIMEOUT = number("seconds that the owner has for its answer", 0.001);
const PATH = text(
  "the path, if it can't be written in the URL, such as `a/..`",
);

const ANY_VALUE: Content["content"] = {
  "application/json": {},
  "*/*": { type: "string", format: "binary" },
};

/** The end of the entity tag of a whole entry. */
const ENTRY_SUFFIX = ".entry";

/** The entity tag of a state. */
function tagOf({ epoch }: ApiBus, revision: unknown, suffix: string): string {
  return `"${epoch}-${revision}${suffix}"`;
}

/** Whether an entity tag is in `If-None-Match`; weak ones count (RFC 9110). */
function isKnown({ headers }: Request, tag: string): boolean {
  const known = headers.get("if-none-match")?.split(",") ?? [];
  return known.map((one) => one.trim().replace(/^W\//, ""))
    .some((one) => one === tag || one === "*");
}

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
  const isWhole = accepts(request, ENTRY_TYPE);
  // Each representation has a tag of its own.
  const etag = tagOf(bus, entry.revision, isWhole ? ENTRY_SUFFIX : "");
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
  const { mime, value } = entry;
  if (typeof mime !== "string" || typeof value !== "string") {
    headers["Content-Type"] = "application/json";
    return new Response(memberText(whole, "value"), { headers });
  }
  headers["Content-Type"] = mime;
  if (mime.startsWith("text/plain;")) return new Response(value, { headers });
  const bytes = parseDataUrl(value)?.bytes ?? new Uint8Array(0);
  return new Response(bytes.slice(), { headers });
}

const TOKEN = "[\\w!#$%&'*+.^`|~-]+";
const MEDIA_TYPE = new RegExp(
  `^${TOKEN}/${TOKEN}(?: *; *${TOKEN}=(?:${TOKEN}|"[\\w!#-~ ]*"))*$`,
);

/**
 * The media type of a body, without parameters and in lower case; that of JSON
 * if none is given.
 *
 * @throws {Problem} if the body is coded, or a part only.
 */
function essenceOf({ headers }: Request): string {
  const coding = headers.get("content-encoding") ?? "identity";
  if (coding.trim().toLowerCase() !== "identity") {
    throw problem("unsupportedType", "the body must not be compressed");
  }
  if (headers.has("content-range")) {
    throw problem("partial", "a request has the whole content");
  }
  const type = headers.get("content-type") ?? JSON_TYPE;
  if (!MEDIA_TYPE.test(type)) {
    throw problem("unsupportedType", "the Content-Type is no media type");
  }
  return type.toLowerCase().split(";", 1)[0].trim();
}

/** Whether content is JSON, or said to be what programs such as curl say. */
function isJson(essence: string): boolean {
  return essence === "application/x-www-form-urlencoded" ||
    /^application\/([\w.-]+\+)?json$/.test(essence);
}

/** The body of a request as the JSON text of a value. */
async function valueTextOf(request: Request): Promise<string> {
  const essence = essenceOf(request);
  if (essence === "text/plain") return JSON.stringify(await request.text());
  if (!isJson(essence)) {
    const type = request.headers.get("content-type") ?? "";
    const bytes = new Uint8Array(await request.arrayBuffer());
    return JSON.stringify(dataUrl(type.replaceAll(" ", ""), bytes));
  }
  const text = await request.text();
  try {
    JSON.parse(text);
  } catch (error) {
    throw problem("badJson", `the body is no JSON: ${messageOf(error)}`);
  }
  return text;
}

/** The condition of a `set`: the tag in `If-Match`. */
function conditionOf(request: Request): string {
  if (request.headers.has("if-none-match")) {
    throw problem("changed", "If-None-Match is for reading: there is a state");
  }
  const given = request.headers.get("if-match");
  if (given === null || given.trim() === "*") return "";
  const tag = /^\s*"(.+)-(\d+)(?:\.entry)?"\s*$/.exec(given);
  if (tag === null) {
    const detail = "If-Match takes one ETag of this state";
    throw problem("changed", detail);
  }
  const condition = { revision: Number(tag[2]), epoch: tag[1] };
  return `,"if":${JSON.stringify(condition)}`;
}

function timeoutOf(query: ReadonlyMap<string, unknown>): string {
  const timeout = query.get("timeout");
  return timeout === undefined ? "" : `,"timeout":${timeout}`;
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
    ? !isRecord(result) || !("warning" in result)
    : text === value || JSON.stringify(result) === compact(value);
  return isPlain
    ? new Response(null, { status: 204 })
    : new Response(text, { headers: JSON_HEADERS });
}

function compact(text: string): string {
  return JSON.stringify(JSON.parse(text));
}

async function callMethod(
  { request, path, query, session }: ApiRequest,
): Promise<Response> {
  const essence = essenceOf(request);
  if (!isJson(essence) && essence !== "text/plain") {
    throw problem("unsupportedType", "arguments are JSON");
  }
  const body = await request.text();
  let args = "";
  if (body.trim() !== "") {
    let parsed: unknown;
    try {
      parsed = JSON.parse(body);
    } catch (error) {
      throw problem("badJson", `the body is no JSON: ${messageOf(error)}`);
    }
    // JSON-RPC takes an array or an object.
    const isList = typeof parsed === "object" && parsed !== null;
    args = `,"args":${isList ? body : `[${body}]`}`;
  }
  using connection = session();
  const { text } = await connection.request(
    "call",
    `{"path":${JSON.stringify(path)}${args}${timeoutOf(query)}}`,
  );
  return new Response(text, { headers: JSON_HEADERS });
}

/** Default number of children on a page. */
const PAGE = 1000;

async function listNode(
  { request, path, query, session }: ApiRequest,
): Promise<Response> {
  const limit = Number(query.get("limit") ?? PAGE);
  const after = Number(query.get("after") ?? 0);
  using connection = session();
  const { text, result } = await connection.request(
    "list",
    JSON.stringify({
      path,
      from: after + 1,
      limit,
      values: query.get("values") ?? false,
      meta: query.get("meta") ?? false,
    }),
  );
  const headers: Record<string, string> = { ...JSON_HEADERS };
  const n = isRecord(result) ? Number(result.n) : 0;
  if (after + limit < n) {
    const next = new URL(request.url);
    next.searchParams.set("after", String(after + limit));
    headers.Link = `<${next.pathname}${next.search}>; rel="next"`;
  }
  return new Response(text, { headers });
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
              meta: { type: "object" },
              fetchOnly: { type: "boolean" },
            },
          },
        },
        headers: { ETag: '"epoch-revision" of the last change' },
      },
      304: { description: "the state has not changed" },
    },
    problems: [401, 403, 404, 422, 429],
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
    problems: [400, 401, 403, 404, 413, 415, 422, 429, 502, 504],
    handle: callMethod,
  },
  {
    method: "get",
    path: "/v1/nodes/{path}",
    id: "listNode",
    summary: "List what is directly below a path",
    description:
      "The children of a node, sorted by name; the header Link names the " +
      "next page.",
    query: {
      path: PATH,
      limit: integer("children on a page", 1, 100_000),
      after: integer("children to pass over", 0),
      values: flag("states come with their values"),
      meta: flag("children come with their metadata"),
    },
    responses: {
      200: {
        description: "the children",
        content: {
          "application/json": {
            type: "object",
            required: ["path", "n", "children"],
            properties: {
              path: { type: "string" },
              n: { type: "integer", description: "number of all children" },
              children: {
                type: "array",
                items: {
                  type: "object",
                  required: ["name", "path", "type"],
                  properties: {
                    name: { type: "string" },
                    path: { type: "string" },
                    type: { enum: ["node", "state", "method", "signal"] },
                    children: { type: "integer" },
                    value: {},
                  },
                },
              },
            },
          },
        },
        headers: { Link: 'the next page, as `rel="next"`' },
      },
    },
    problems: [401, 403, 404, 422, 429],
    handle: listNode,
  },
];
