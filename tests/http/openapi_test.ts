import { assert, assertEquals } from "@std/assert";
import { isRecord } from "../../base/narrowing.ts";
import { ROUTES } from "../../daemon/api/api.ts";
import { openApi } from "../../daemon/api/openapi.ts";
import { Method, Peer, State } from "../../peer.ts";
import { sharedDaemon } from "../support/shared_daemon.ts";

const test = sharedDaemon();

/** What does not fit a schema, as far as the document's schemas go. */
function misfits(schema: unknown, value: unknown, at = ""): string[] {
  if (!isRecord(schema)) return [];
  const { type, required, properties, items, enum: choices } = schema;
  const found: string[] = [];
  const isType: Record<string, boolean> = {
    object: isRecord(value),
    array: Array.isArray(value),
    string: typeof value === "string",
    number: typeof value === "number",
    integer: Number.isInteger(value),
    boolean: typeof value === "boolean",
  };
  if (typeof type === "string" && !isType[type]) found.push(`${at}: ${type}`);
  if (Array.isArray(choices) && !choices.includes(value)) {
    found.push(`${at}: ${value}`);
  }
  if (isRecord(value)) {
    for (const name of Array.isArray(required) ? required : []) {
      if (!Object.hasOwn(value, name)) found.push(`${at}/${name} is missing`);
    }
    for (const [name, of] of Object.entries(Object(properties))) {
      if (!Object.hasOwn(value, name)) continue;
      found.push(...misfits(of, value[name], `${at}/${name}`));
    }
  }
  if (Array.isArray(value)) {
    for (const one of value) found.push(...misfits(items, one, `${at}/-`));
  }
  return found;
}

test("answers and problems fit the schemas of the document", async (bus) => {
  await using owner = new Peer(`tcp://localhost:${bus.daemon.port}`);
  await owner.add(new State(bus.path("a/state"), 1, { meta: { unit: "V" } }));
  await owner.add(new Method(bus.path("a/method"), () => [1]));
  const base = `http://localhost:${bus.daemon.wsPort}`;
  const document = await (await fetch(`${base}/openapi.json`)).json();
  const entry = "application/vnd.jet+json";
  const cases: [method: string, route: string, query: string, type: string][] =
    [
      ["get", "states", "a/state", "application/json"],
      ["get", "states", "a/state", entry],
      ["get", "states", "a/none", entry],
      ["put", "states", "a/state", "application/json"],
      ["post", "methods", "a/method", "application/json"],
      ["post", "methods", "a/state", "application/json"],
      ["get", "nodes", "a?values&meta&limit=1", "application/json"],
      ["get", "nodes", "a?limit=x&other=1", "application/json"],
      ["get", "nodes", "a", "text/html"],
      ["post", "nodes", "a", "application/json"],
    ];
  const check = async (
    method: string,
    path: string,
    url: string,
    Accept: string,
  ) => {
    const response = await fetch(base + url, {
      method: method.toUpperCase(),
      headers: { Accept },
      body: method === "get" ? undefined : "[1]",
    });
    const [type] = (response.headers.get("content-type") ?? "").split(";");
    const { responses } = document.paths[path][method];
    const { content, headers } = responses[response.status];
    let { schema } = content[type];
    if (schema.$ref !== undefined) schema = document.components.schemas.Problem;
    assertEquals(misfits(schema, await response.json()), [], url);
    for (const name of Object.keys(headers ?? {})) {
      const isThere = response.headers.has(name);
      assert(isThere || name === "Link", `${url} has no ${name}`);
    }
    return response.status;
  };
  const statuses: number[] = [];
  for (const [method, route, query, accept] of cases) {
    const url = `/v1/${route}/${bus.path(query)}`;
    statuses.push(await check(method, `/v1/${route}/{path}`, url, accept));
  }
  assertEquals(statuses, [200, 200, 404, 405, 200, 404, 200, 422, 406, 422]);
  const everything = `/v1/fetch?below=${bus.path("a")}&meta`;
  await check("get", "/v1/fetch", everything, "application/json");
  assertEquals(misfits({ type: "array", items: { required: ["x"] } }, [{}]), [
    "/-/x is missing",
  ]);
});

/** What the document says of an operation, as far as the test needs it. */
interface Operation {
  readonly operationId: string;
  readonly parameters: readonly { name: string; in: string }[];
  readonly responses: Readonly<
    Record<string, { content?: Record<string, unknown> }>
  >;
}

test("the document describes each route, and the routes answer as it says", async (bus) => {
  const base = `http://localhost:${bus.daemon.wsPort}`;
  const document = await (await fetch(`${base}/openapi.json`)).json();
  assertEquals(document.openapi, "3.1.0");
  const paths: Record<string, Record<string, Operation>> = document.paths;
  const ids: string[] = [];
  for (const [path, operations] of Object.entries(paths)) {
    for (const [method, operation] of Object.entries(operations)) {
      ids.push(operation.operationId);
      const url = base + path.replace("{path}", bus.path("none"));
      const body = method === "get" ? undefined : "1";
      for (const query of ["", "?unknown=1"]) {
        const response = await fetch(url + query, {
          method: method.toUpperCase(),
          body,
        });
        const said = operation.responses[response.status];
        assert(said, `${method} ${path} gives ${response.status}`);
        const [type] = (response.headers.get("content-type") ?? "").split(";");
        assert(Object.hasOwn(said.content ?? {}, type), `${path}: ${type}`);
        if (query !== "") assertEquals(response.status, 422);
        await response.body?.cancel();
      }
    }
  }
  assertEquals(ids.sort(), ROUTES.map(({ id }) => id).sort());
});

Deno.test("the document follows the schemas of the routes", () => {
  const [route] = ROUTES;
  const info = { name: "x", version: "1" };
  const changed = {
    ...route,
    query: {
      more: {
        schema: { const: 7 },
        description: "",
        read: (text: string) => text,
      },
    },
  };
  const text = JSON.stringify(openApi([changed], info));
  assert(text.includes('{"const":7}'));
  assert(!JSON.stringify(openApi([route], info)).includes('{"const":7}'));
});
