/**
 * Every example that needs a daemon finds it by `JET_URL` and by its argument.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import { Daemon } from "../../daemon.ts";
import { Program } from "../support/process.ts";
import { ROOT } from "../support/runtimes.ts";
import { within } from "../support/within.ts";

/** The arguments before the address, by the examples. */
const EXAMPLES: Record<string, readonly string[]> = {
  "bytes.ts": [],
  "camera/camera.ts": ["pier"],
  "camera/viewer.ts": [],
  "chat/server.ts": [],
  "chat/terminal.ts": ["anna", "lobby"],
  "dashboard/laboratory.ts": [],
  "dashboard/server.ts": [],
  "first.ts": [],
  "frost_guard.ts": [],
  "graph_todo.ts": ["buy milk"],
  "machine.mjs": [],
  "thermostat/control.ts": ["kitchen", "boost", "10"],
  "thermostat/dashboard.ts": [],
  "thermostat/room.ts": ["kitchen"],
  "todo/server.ts": [],
  "watch.ts": [],
};

async function sources(folder: string, inner = ""): Promise<string[]> {
  const found: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(folder + inner)) {
    if (isDirectory) found.push(...await sources(folder, `${inner}${name}/`));
    else if (/\.m?ts$|\.mjs$/.test(name)) found.push(inner + name);
  }
  return found;
}

Deno.test("examples that connect take an argument and JET_URL", async () => {
  const connecting: string[] = [];
  for (const file of await sources(`${ROOT}examples/`)) {
    const text = await Deno.readTextFile(`${ROOT}examples/${file}`);
    if (!/localhost:1112[234]/.test(text)) continue;
    connecting.push(file);
    assertEquals(/argv/.test(text) && /env\.JET_URL/.test(text), true, file);
  }
  assertEquals(connecting.sort(), Object.keys(EXAMPLES).sort());
});

for (const [way, name] of [["JET_URL", "variable"], ["argument", "argument"]]) {
  Deno.test(`an example connects where its ${name} says`, async () => {
    await using daemon = new Daemon({ gun: { store: ":memory:" } });
    const [{ url }] = await daemon.listen({ wsPort: 0 });
    const files = ["bytes.ts", "camera/camera.ts", "graph_todo.ts"];
    for (const file of [...files, "thermostat/control.ts"]) {
      const came = Promise.withResolvers<void>();
      daemon.addEventListener("connect", () => came.resolve(), { once: true });
      const args = [...EXAMPLES[file], ...way === "argument" ? [url] : []];
      await using program = Program.run(Deno.execPath(), [
        ...["run", "-A", `${ROOT}examples/${file}`, ...args],
      ], { env: way === "argument" ? {} : { JET_URL: url } });
      // Apps of GUN are not among the peers.
      if (file === "graph_todo.ts") await program.stdout.match(/buy milk/);
      else await within(came.promise, file);
    }
  });
}
