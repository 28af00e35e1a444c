/**
 * The OpenAPI document, made of the routes themselves.
 *
 * @module
 */
import { PROBLEMS } from "./problem.ts";
import type { Content, Route } from "./request.ts";

const PROBLEM = { $ref: "#/components/schemas/Problem" };

function contentOf({ description, content, headers }: Content): object {
  return {
    description,
    content: content && Object.fromEntries(
      Object.entries(content).map(([type, schema]) => [type, { schema }]),
    ),
    headers: headers && Object.fromEntries(
      Object.entries(headers).map(([name, meaning]) => [name, {
        description: meaning,
        schema: { type: "string" },
      }]),
    ),
  };
}

function problemOf(status: number): object {
  const titles = Object.values(PROBLEMS)
    .filter(([of]) => of === status).map(([, title]) => title);
  return {
    description: titles.join("; "),
    content: { "application/problem+json": { schema: PROBLEM } },
  };
}

function parametersOf(route: Route): object[] {
  const inQuery = Object.entries(route.query).map((
    [name, { schema, description, many }],
  ) => ({
    name,
    in: "query",
    description,
    schema: many === true ? { type: "array", items: schema } : schema,
  }));
  const inHeader = Object.entries(route.headers ?? {}).map((
    [name, description],
  ) => ({ name, in: "header", description, schema: { type: "string" } }));
  const inPath = route.path.includes("{path}")
    ? [{
      name: "path",
      in: "path",
      required: true,
      description: "path of the element; its slashes stay as they are",
      schema: { type: "string" },
    }]
    : [];
  return [...inPath, ...inQuery, ...inHeader];
}

function operationOf(route: Route): object {
  const { id, summary, description, body, responses, problems } = route;
  return {
    operationId: id,
    summary,
    description,
    parameters: parametersOf(route),
    requestBody: body && contentOf(body),
    responses: Object.fromEntries([
      ...Object.entries(responses)
        .map(([status, content]) => [status, contentOf(content)]),
      ...problems.map((status) => [String(status), problemOf(status)]),
    ]),
  };
}

/** The document of some routes. */
export function openApi(
  routes: readonly Route[],
  { name, version }: { readonly name: string; readonly version: string },
): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const route of routes) {
    const operations = paths[route.path] ??= {};
    operations[route.method] = operationOf(route);
  }
  return {
    openapi: "3.1.0",
    info: {
      title: `Jet: ${name}`,
      version,
      description: "A realtime object bus over HTTP",
    },
    security: [{}, { basic: [] }, { bearer: [] }],
    paths,
    components: {
      securitySchemes: {
        basic: { type: "http", scheme: "basic" },
        bearer: { type: "http", scheme: "bearer" },
      },
      schemas: {
        Problem: {
          type: "object",
          required: ["type", "title", "status", "detail", "instance", "code"],
          properties: {
            type: { type: "string" },
            title: { type: "string" },
            status: { type: "integer" },
            detail: { type: "string" },
            instance: { type: "string" },
            code: { enum: Object.keys(PROBLEMS) },
            path: { type: "string" },
            issues: {
              type: "array",
              items: {
                type: "object",
                properties: {
                  name: { type: "string" },
                  detail: { type: "string" },
                },
              },
            },
          },
        },
      },
    },
  };
}
