/**
 * Jet on the command line: `deno run -A cli.ts`, `bun cli.ts`, or installed as
 * `jet` by `deno install --global --allow-all --name jet cli.ts`. What it can do
 * is in `jet help` and docs/tools.md.
 *
 * @module
 */
import process from "node:process";
import { main } from "./cli/main.ts";

if (import.meta.main) await main(process.argv.slice(2));
