import { assertEquals } from "@std/assert";
import { ROOT, WHOLE_MATRIX } from "../support/runtimes.ts";
import { TemporaryFolder } from "../support/temporary.ts";
import { readManifest } from "./package.ts";

async function deno(args: string[], env: Record<string, string>) {
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args,
    cwd: ROOT,
    env: { NO_COLOR: "1", ...env },
  }).output();
  assertEquals(success, true, new TextDecoder().decode(stderr));
}

async function namesIn(folder: string): Promise<string[]> {
  const entries = await Array.fromAsync(Deno.readDir(folder));
  return entries.filter(({ isDirectory }) => isDirectory)
    .map(({ name }) => name).sort();
}

// They are about a release: the gate runs them apart, with the whole matrix.
const RELEASE = { ignore: !WHOLE_MATRIX };

Deno.test(
  "a first start downloads the packages of the daemon only",
  RELEASE,
  async () => {
    await using folder = await TemporaryFolder.create();
    const DENO_DIR = folder.path("cache");
    await deno(["run", "-A", "daemon.ts", "--version"], { DENO_DIR });
    const [registry] = await namesIn(`${DENO_DIR}/npm`);
    assertEquals(await namesIn(`${DENO_DIR}/npm/${registry}`), [
      "@msgpack",
      "@noble",
      "deno-std",
      "hono",
    ]);
  },
);

Deno.test(
  "the packages have the versions and checksums of the lock file",
  RELEASE,
  () =>
    deno([
      ...["cache", "--lock=tests/deno.lock", "--frozen"],
      ...["daemon.ts", "cli.ts", "tests/peer/schema_test.ts"],
    ], {}),
);

Deno.test(
  "JSR gets the modules and their documents, and nothing else",
  RELEASE,
  async () => {
    const { success, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["publish", "--dry-run", "--allow-dirty"],
      cwd: ROOT,
      env: { NO_COLOR: "1" },
    }).output();
    const said = new TextDecoder().decode(stderr);
    assertEquals(success, true, said);
    const root = new URL(`file://${ROOT}`).href;
    const files = [...said.matchAll(/^ +(file:\S+) \(/gm)]
      .map(([, url]) => url.slice(root.length));
    const documents = ["CHANGELOG.md", "LICENSE", "README.md", "deno.json"];
    const others = files.filter((file) =>
      !documents.includes(file) &&
      (!/\.(ts|txt)$/.test(file) || /_test\.ts$/.test(file) ||
        /^(tests|bench|docs|examples|radar)\//.test(file))
    );
    assertEquals(others, []);
    const { exports } = await readManifest();
    const missing = [...documents, ...Object.values(exports)]
      .map((file) => file.replace("./", ""))
      .filter((file) => !files.includes(file));
    assertEquals(missing, []);
  },
);
