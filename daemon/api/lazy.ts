/**
 * Loads the API for HTTP with the first request for it.
 *
 * @module
 */
import type { Context } from "npm:hono@4.13.19";
import type { Api, ApiOptions } from "./api.ts";

/** Responds to the requests for the API. */
export function lazyApi(
  options: () => Promise<ApiOptions>,
): (context: Context) => Promise<Response> {
  let api: Promise<Api> | undefined;
  const load = async () => {
    const [{ Api }, given] = await Promise.all([
      import("./api.ts"),
      options(),
    ]);
    return new Api(given);
  };
  return async (context) => await (await (api ??= load())).respond(context);
}
