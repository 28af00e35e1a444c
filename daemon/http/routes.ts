/**
 * The routes of the daemon's own port for HTTP and WebSocket.
 *
 * @module
 */
import { type Context, Hono } from "npm:hono@4.13.19";
import { gunFile } from "./gun_files.ts";
import { servePeer } from "./peer_files.ts";
import { serveRadar, wantsPage } from "./radar.ts";

/** Responds to a request. */
type Respond = (context: Context) => Promise<Response>;

/** What is served. */
export interface Routes {
  /** Connects peers. */
  readonly peers: Respond;
  /** A path at which peers connect too. */
  readonly path: string | undefined;
  /** Connects GUN apps; `undefined`: they are not served. */
  readonly gun: Respond | undefined;
  /** Folder of GUN's files for browsers. */
  readonly gunFiles: string | undefined;
  /** Answers requests of programs over HTTP. */
  readonly api: Respond;
  /** Whether Radar is served. */
  readonly radar: boolean;
  /** Adds the routes for operators. */
  readonly monitor: (app: Hono) => void;
}

/** An app with these routes. */
export function appOf(
  { peers, path, gun, gunFiles, api, radar, monitor }: Routes,
): Hono {
  const app = new Hono();
  app.get(
    "/",
    (context) =>
      radar && wantsPage(context)
        ? Promise.resolve(context.redirect("/radar/", 302))
        : peers(context),
  );
  app.get("/api/jet/*", peers);
  // Before the API: a page of Radar's is at its root.
  if (radar) serveRadar(app);
  app.all("/v1/*", api);
  app.all("/openapi.json", api);
  if (gun !== undefined) {
    app.get("/gun", gun);
    app.get("/gun.js", gunFile(gunFiles, "gun.js"));
    app.get("/gun/sea.js", gunFile(gunFiles, "sea.js"));
  }
  servePeer(app);
  monitor(app);
  if (path !== undefined) app.get(path, peers);
  return app;
}
