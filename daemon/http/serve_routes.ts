/**
 * The routes, loaded with the first request: Hono makes the start 5 ms longer.
 *
 * @module
 */
import { Lazy } from "../../base/lazy.ts";
import type { Serve } from "./raw_upgrade.ts";
import type { Routes } from "./routes.ts";

/** Serves routes. */
export function serveRoutes(routes: Routes): Serve {
  const app = new Lazy(async () => {
    const { appOf } = await import("./routes.ts");
    return appOf(routes);
  });
  return async (request, env) => await (await app.get()).fetch(request, env);
}
