/**
 * How long daemons of this project take from their start until they have said
 * that they listen on all ports: the program, and the class with and without a
 * port for WebSocket. All take turns.
 *
 *     deno run -A bench/start_up.ts [--starts 20] [--runtime deno|bun]
 *         [--checkout FOLDER]…
 *
 * Each checkout is measured beside this one.
 *
 * @module
 */

import { parseArgs } from "node:util";
import { pathToFileURL } from "node:url";
import { launch, OUR_ARGUMENTS, stopAll } from "./subjects.ts";
import { median } from "./summary.ts";

const PROJECT = new URL("..", import.meta.url);

/** Something that is started. */
interface Variant {
  title: string;
  args: string[];
  withWebSocket: boolean;
  checkout: URL;
  command: string;
  /** Milliseconds of each start. */
  times: number[];
}

/** A daemon without the program around it. */
function listening(ports: string): string {
  return 'import { Daemon } from "./mod.ts";' +
    "const daemon = new Daemon();" +
    `for (const { url } of await daemon.listen({ ${ports} })) console.log(url);`;
}

function variants(runtime: string, checkout: URL): Variant[] {
  const onDeno = runtime === "deno";
  const command = onDeno ? Deno.execPath() : runtime;
  const run = onDeno ? ["run", "-A"] : [];
  const evaluate = onDeno ? "eval" : "-e";
  const name = checkout.href === PROJECT.href ? "" : `, ${checkout.pathname}`;
  const variant = (what: string, args: string[], withWebSocket = true) => ({
    title: `${runtime}, ${what}${name}`,
    args,
    withWebSocket,
    checkout,
    command,
    times: [],
  });
  return [
    variant("daemon.ts", [...run, "daemon.ts", ...OUR_ARGUMENTS]),
    variant("with WebSocket", [
      evaluate,
      listening("port: 0, binaryPort: 0, wsPort: 0"),
    ]),
    variant("without", [evaluate, listening("port: 0, binaryPort: 0")], false),
  ];
}

const { values: flags } = parseArgs({
  args: Deno.args,
  options: {
    starts: { type: "string", default: "20" },
    runtime: { type: "string", default: "deno,bun" },
    checkout: { type: "string", multiple: true, default: [] },
  },
});
const checkouts = flags.checkout.map((folder) =>
  pathToFileURL(`${Deno.realPathSync(folder)}/`)
);
const all = flags.runtime.split(",").flatMap((runtime) =>
  [PROJECT, ...checkouts].flatMap((checkout) => variants(runtime, checkout))
);
Deno.addSignalListener("SIGINT", () => {
  stopAll();
  Deno.exit(130);
});
// The first start of each fills the caches of the runtime.
for (let n = 0; n <= Number(flags.starts); n++) {
  for (const { command, args, checkout, withWebSocket, times } of all) {
    const daemon = await launch(command, args, checkout, withWebSocket);
    await daemon.stop();
    if (n > 0) times.push(daemon.startUp);
  }
}
console.log("| start of | minimum, ms | median, ms |\n|---|---:|---:|");
for (const { title, times } of all) {
  const [least, middle] = [Math.min(...times), median(times) ?? 0];
  console.log(`| ${title} | ${least.toFixed(0)} | ${middle.toFixed(0)} |`);
}
