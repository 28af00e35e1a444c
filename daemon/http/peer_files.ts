/**
 * Serves the peer library: the one of exactly this daemon, for browsers and Deno
 * by its URL, and for every runtime as a file.
 *
 * @module
 */
import type { Context, Hono } from "npm:hono@4.13.19";
import { isRecord } from "../../base/narrowing.ts";
import { ServedFile } from "./served_file.ts";

/** Pages of every origin may import it: it has nothing of this daemon's data. */
const HEADERS = {
  "Access-Control-Allow-Origin": "*",
  "Cross-Origin-Resource-Policy": "cross-origin",
  "X-Content-Type-Options": "nosniff",
  "Cache-Control": "no-cache",
};

const TYPES_PATH = "/peer/types/";
const SCRIPT_HEADERS = {
  ...HEADERS,
  // Where Deno finds the declarations.
  "X-TypeScript-Types": `${TYPES_PATH}peer.d.ts`,
  "Access-Control-Expose-Headers": "X-TypeScript-Types",
};

const TYPESCRIPT = "application/typescript";

interface Library {
  readonly script: ServedFile;
  /** The same, in TypeScript. */
  readonly module: ServedFile;
  readonly types: ReadonlyMap<string, ServedFile>;
}

let library: Promise<Library> | undefined;

async function load(): Promise<Library> {
  const { HASH, SCRIPT, TYPES } = await import("./peer/assets.ts");
  const types: unknown = JSON.parse(TYPES);
  return {
    script: new ServedFile(SCRIPT, "text/javascript", HASH),
    module: new ServedFile('export * from "./peer.js";\n', TYPESCRIPT, HASH),
    types: new Map(
      Object.entries(isRecord(types) ? types : {}).map(([path, text]) => [
        path,
        new ServedFile(String(text), TYPESCRIPT, HASH),
      ]),
    ),
  };
}

function files(): Promise<Library> {
  return library ??= load();
}

async function serveTypes(context: Context): Promise<Response> {
  const { types } = await files();
  const file = types.get(context.req.path.slice(TYPES_PATH.length));
  return file === undefined
    ? context.text("There is no such file\n", 404, HEADERS)
    : await file.respond(context, HEADERS);
}

/** Adds the library to an app. */
export function servePeer(app: Hono): void {
  app.get("/peer.js", async (context) => {
    const { script } = await files();
    return await script.respond(context, SCRIPT_HEADERS);
  });
  app.get("/peer.ts", async (context) => {
    const { module } = await files();
    return await module.respond(context, HEADERS);
  });
  app.get(`${TYPES_PATH}*`, serveTypes);
}
