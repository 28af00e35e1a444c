/**
 * GUN's files for browsers.
 *
 * @module
 */
import type { Context } from "npm:hono@4.13.19";
import { builtins } from "../runtime/builtins.ts";

/**
 * Responds with a file, to pages of every origin as gun's own relay does.
 *
 * @param folder Where the file is; `undefined`: it is not served.
 */
export function gunFile(
  folder: string | undefined,
  name: string,
): (context: Context) => Promise<Response> {
  return async (context) => {
    context.header("Access-Control-Allow-Origin", "*");
    if (folder === undefined) return context.text(hintFor(name), 404);
    let content: string;
    try {
      content = await builtins.files.promises.readFile(
        `${folder}/${name}`,
        "utf8",
      );
    } catch {
      return context.text(`${name} can't be read in --gun-files\n`, 404);
    }
    context.header("Content-Type", "text/javascript; charset=utf-8");
    return context.body(content);
  };
}

function hintFor(name: string): string {
  return `${name} is not served. It is part of the npm package gun: ` +
    "--gun-files node_modules/gun serves it here.\n";
}
