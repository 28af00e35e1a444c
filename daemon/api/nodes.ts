/**
 * Routes for nodes: what is directly below one, and states that are set
 * together.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { isRecord } from "../../base/narrowing.ts";
import { negotiate } from "./accept.ts";
import { conditionOf, isKnown, tagOf } from "./conditions.ts";
import {
  hasWarning,
  JSON_HEADERS,
  JSON_TYPE,
  jsonOf,
  PATH,
  TIMEOUT,
  timeoutOf,
} from "./content.ts";
import { problem } from "./problem.ts";
import type { ApiRequest, Route } from "./request.ts";
import { flag, integer } from "./schema.ts";

/** Default number of children on a page. */
const PAGE = 1000;

async function listNode(
  { bus, request, path, query, session }: ApiRequest,
): Promise<Response> {
  negotiate(request, [JSON_TYPE]);
  // Changes during the request are later than the tag.
  const { revision } = bus;
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
  // Users see different children, whose figures have no revision.
  const hash = createHash("sha256").update(text).digest("hex").slice(0, 12);
  const etag = tagOf(bus, revision, `.${hash}`);
  const headers: Record<string, string> = {
    ...JSON_HEADERS,
    "Cache-Control": "private, no-cache",
    "ETag": etag,
  };
  if (isKnown(request, etag)) {
    return new Response(null, { status: 304, headers });
  }
  const n = isRecord(result) ? Number(result.n) : 0;
  if (after + limit < n) {
    const next = new URL(request.url);
    next.searchParams.set("after", String(after + limit));
    headers.Link = `<${next.pathname}${next.search}>; rel="next"`;
  }
  return new Response(text, { headers });
}

/** Sets several states below a node together. */
async function setBelow(
  { request, path, query, session }: ApiRequest,
): Promise<Response> {
  const { text: values, json } = await jsonOf(request, "values");
  if (!isRecord(json)) throw problem("invalid", "the body is no JSON object");
  using connection = session();
  const { text, result } = await connection.request(
    "set",
    `{"below":${JSON.stringify(path)},"values":${values}` +
      `${timeoutOf(query)}${conditionOf(request)}}`,
  );
  return hasWarning(result)
    ? new Response(text, { headers: JSON_HEADERS })
    : new Response(null, { status: 204 });
}

/** The routes. */
export const NODE_ROUTES: readonly Route[] = [
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
        headers: {
          Link: 'the next page, as `rel="next"`',
          ETag: "for `If-Match`: what has changed since is not set",
        },
      },
      304: { description: "the list has not changed" },
    },
    problems: [401, 403, 404, 406, 422, 429],
    handle: listNode,
  },
  {
    method: "post",
    path: "/v1/nodes/{path}",
    id: "setBelow",
    summary: "Set several states together",
    description:
      "Asks the owner to set states below a path: all of them or none. They " +
      "are a group of one owner.",
    query: { path: PATH, timeout: TIMEOUT },
    headers: {
      "If-Match":
        "the ETag of a GET of the node or of a state; 412 if one of " +
        "the states has changed since",
    },
    body: {
      description: "values by the paths of the states, as seen from the node",
      content: {
        "application/json": { type: "object", additionalProperties: true },
      },
    },
    responses: {
      200: {
        description: "the warning of the owner",
        content: { "application/json": {} },
      },
      204: { description: "the states were set" },
    },
    problems: [400, 401, 403, 404, 405, 412, 413, 415, 422, 429, 502, 504],
    handle: setBelow,
  },
];
