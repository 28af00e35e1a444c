// A Hono app with a daemon inside: its peers come to the route /jet, programs
// that speak plain HTTP read, set and call by /states and /methods.
// Usage: deno run -A examples/hono.ts, or bun examples/hono.ts; then
//   deno run -A examples/watch.ts ws://localhost:8000/jet
//   curl localhost:8000/states
//   curl -X PUT --json true localhost:8000/states/lab/lamp
//   curl --json '[[1, 2, 3]]' localhost:8000/methods/lab/sum
import { env } from "node:process";
import { type Context, Hono } from "npm:hono@4.13.19";
import {
  Daemon,
  FetchOnly,
  InvalidArgument,
  JetError,
  Method,
  NotFound,
  State,
} from "../mod.ts";

const daemon = new Daemon({ name: "laboratory" });

// A peer in this process, without any socket.
const peer = daemon.peer({ name: "laboratory" });
await peer.add(
  new State("lab/lamp", false, {
    set(on) {
      if (typeof on !== "boolean") throw new InvalidArgument("true or false");
    },
  }),
);
await peer.add(
  new Method(
    "lab/sum",
    ([numbers]: number[][]) => numbers.reduce((sum, each) => sum + each, 0),
  ),
);
const seconds = await peer.add(new State("lab/seconds", 0));
setInterval(() => seconds.value++, 1000);

const app = new Hono();
app.get("/", (context) => context.text(`${daemon.peers.length} peers\n`));
app.get("/jet", daemon.upgrade);

app.get("/states", async (context) => {
  const states = await peer.get({ type: ["state"] });
  return context.json(
    Object.fromEntries(states.map(({ path, value }) => [path, value])),
  );
});
app.get("/states/:path{.+}", async (context) => {
  const { path } = context.req.param();
  const [state] = await peer.get({ path, type: ["state"] });
  if (state === undefined) throw new NotFound(path);
  return context.json(state.value);
});
app.put("/states/:path{.+}", async (context) => {
  const { path } = context.req.param();
  const options = { valueAsResult: true } as const;
  const { value } = await peer.set(path, await body(context), options);
  return context.json(value);
});
app.post("/methods/:path{.+}", async (context) => {
  const { path } = context.req.param();
  const args = await body(context);
  if (typeof args !== "object" || args === null) {
    throw new InvalidArgument("arguments are an array or an object");
  }
  return context.json(await peer.call<object>(path, args));
});

/** The JSON of a request. Other types are what pages of strangers can send. */
async function body(context: Context): Promise<unknown> {
  const type = context.req.header("content-type");
  if (type !== "application/json") throw new InvalidArgument("no JSON");
  try {
    return await context.req.json();
  } catch {
    throw new InvalidArgument("no JSON");
  }
}

app.onError((error, context) => {
  const { message } = error;
  if (error instanceof NotFound) return context.json({ message }, 404);
  if (error instanceof FetchOnly) return context.json({ message }, 405);
  if (error instanceof InvalidArgument) return context.json({ message }, 400);
  return context.json({ message }, error instanceof JetError ? 502 : 500);
});

declare const Bun: {
  serve(options: Record<string, unknown>): { readonly port: number };
};

const { fetch } = app;
const options = { hostname: "127.0.0.1", port: Number(env.PORT ?? 8000) };
const port = "Deno" in globalThis
  ? Deno.serve({ ...options, onListen() {} }, fetch).addr.port
  : Bun.serve({ ...options, fetch, websocket: daemon.websocket }).port;
console.log(`listening on http://localhost:${port}/`);
