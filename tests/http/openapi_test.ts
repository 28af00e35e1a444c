import { assert, assertEquals } from "@std/assert";
import { ROUTES } from "../../daemon/api/api.ts";
import { openApi } from "../../daemon/api/openapi.ts";
import { sharedDaemon } from "../support/shared_daemon.ts";

const test = sharedDaemon();

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
