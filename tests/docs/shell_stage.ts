/**
 * Where the commands of the documents are run: a folder that looks like a
 * checkout, with `jet` in its `bin`, and elements for them to find.
 *
 * @module
 */
import { Method, type Peer, Signal, State } from "../../peer.ts";
import { bunPath, ROOT, type RuntimeName } from "../support/runtimes.ts";
import { TemporaryFolder } from "../support/temporary.ts";
import { writeSnippets } from "./snippets.ts";

/** What the commands find on the bus, by path. */
export const POPULATION: Record<
  string,
  () => State<unknown> | Method | Signal
> = {
  "house/door": () => new State<unknown>("house/door", "closed", { set() {} }),
  "house/hall/light": () => new State<unknown>("house/hall/light", true),
  "house/target": () =>
    new State<unknown>("house/target", 20, {
      set(value) {
        if (Number(value) > 30) throw new Error("too hot");
      },
    }),
  "house/note": () => new State<unknown>("house/note", "", { set() {} }),
  "screen/picture": () =>
    new State<unknown>("screen/picture", "", { set() {} }),
  "load/host1": () => new State<unknown>("load/host1", 17, { set() {} }),
  "load/host2": () => new State<unknown>("load/host2", 34, { set() {} }),
  "load/host3": () => new State<unknown>("load/host3", 51, { set() {} }),
  "psu/1/voltage": () =>
    new State<unknown>("psu/1/voltage", 5, {
      meta: { title: "Voltage", unit: "V", min: 0, max: 30 },
      at: Date.now(),
      quality: "good",
      set() {},
    }),
  "psu/1/current": () => new State<unknown>("psu/1/current", 0.1, { set() {} }),
  "psu/1/reset": () =>
    new Method("psu/1/reset", () => {}, { meta: { title: "Reset" } }),
  "meter/1": () =>
    new State<unknown>("meter/1", { volts: 5 }, { meta: { unit: "V" } }),
  "meter/2": () =>
    new State<unknown>("meter/2", { volts: 12 }, { meta: { unit: "V" } }),
  "door/opened": () => new Signal("door/opened"),
  "math/sum": () => new Method("math/sum", ([a, b]: number[]) => a + b),
  "math/divide": () =>
    new Method(
      "math/divide",
      ({ dividend, divisor }: { dividend: number; divisor: number }) =>
        dividend / divisor,
    ),
};

/** A folder with the files that commands read, and `jet` in `bin`. */
export async function makeFolder(
  runtime: RuntimeName,
): Promise<TemporaryFolder> {
  const folder = await TemporaryFolder.create();
  await writeSnippets(folder, []);
  await Deno.mkdir(folder.path("bin"));
  const program = runtime === "deno"
    ? `${Deno.execPath()} run -A`
    : await bunPath();
  const jet = await folder.write(
    "bin/jet",
    `#!/bin/sh\nexec ${program} ${ROOT}cli.ts "$@"\n`,
  );
  await Deno.chmod(jet, 0o755);
  await folder.write("picture.png", "picture");
  const heat = await folder.write(
    "heat.sh",
    '#!/bin/sh\n[ "$1" -le 30 ] || { echo "too hot" >&2; exit 1; }\necho "$1"\n',
  );
  await Deno.chmod(heat, 0o755);
  return folder;
}

/** The variables of the commands. */
export function environment(
  folder: TemporaryFolder,
  url: string,
): Record<string, string> {
  return {
    PATH: `${folder.path("bin")}:${Deno.env.get("PATH")}`,
    JET_URL: url,
    // `script` starts it, and signals it alone.
    SHELL: "/bin/bash",
    XDG_CONFIG_HOME: folder.path("config"),
    TERM: "xterm",
    NO_COLOR: "1",
    COLUMNS: "120",
  };
}

/** Adds what the commands find. */
export async function populate(
  peer: Peer,
): Promise<Map<string, State | Method | Signal>> {
  const owned = new Map<string, State | Method | Signal>();
  for (const [path, make] of Object.entries(POPULATION)) {
    owned.set(path, await peer.add(make()));
  }
  return owned;
}
