/**
 * The container file: what can be checked without a container engine, and its check
 * of health, run as it is written.
 */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { Authority, NO_OPENSSL } from "../support/certificates.ts";
import { HostedDaemon } from "../support/daemon_process.ts";
import {
  commandFor,
  onOneRuntime,
  plainEnvironment,
  ROOT,
  type RuntimeName,
} from "../support/runtimes.ts";

/** The instructions of the image that is run, in order. */
const INSTRUCTIONS: readonly (readonly [name: string, rest: string])[] = Deno
  .readTextFileSync(`${ROOT}Containerfile`).split("\n")
  .filter((line) => /^[A-Z]/.test(line))
  .map((line): [string, string] => {
    const [name] = line.split(" ", 1);
    return [name, line.slice(name.length + 1)];
  });
const IMAGE = INSTRUCTIONS.slice(
  INSTRUCTIONS.findLastIndex(([name]) => name === "FROM"),
);

/** What an instruction of the image says. */
function said(name: string): string {
  return IMAGE.findLast((one) => one[0] === name)?.[1] ?? "";
}

Deno.test("the image has versions that are named, and a user who may write its volume", () => {
  for (const [name, rest] of INSTRUCTIONS) {
    // A tag, or what is pinned by a name of its own.
    if (name === "FROM") assertMatch(rest, /^\S+:(?!latest)\S+/);
    if (name === "FROM") assert(!/ (root|0)\b/.test(rest));
    assert(name !== "ADD" && !/curl|wget/.test(rest));
  }
  const user = said("USER");
  assertMatch(user, /^[1-9]\d*:[1-9]\d*$/);
  const volume = said("VOLUME");
  const copied = IMAGE.some(([name, rest]) =>
    name === "COPY" && rest.includes(`--chown=${user} `) &&
    rest.endsWith(` ${volume}`)
  );
  assert(copied, "the volume begins with the owner of a folder of the image");
  assert(said("ENV").includes(`XDG_DATA_HOME=${volume}`));
});

/** Runs the check of health, in the environment of the image and of a user. */
async function checkHealth(
  runtime: RuntimeName,
  variables: Record<string, string>,
): Promise<string> {
  const [, words = "[]"] = / CMD (\[.*\])$/.exec(said("HEALTHCHECK")) ?? [];
  const [program, ...args]: string[] = JSON.parse(words);
  assertEquals([program], JSON.parse(said("ENTRYPOINT")));
  const image = said("ENV").split(" ").map((one) => one.split("=", 2));
  const command = await commandFor(runtime, `${ROOT}daemon.ts`, args, {
    clearEnv: true,
    env: {
      ...plainEnvironment(),
      ...Object.fromEntries(image),
      ...variables,
    },
  });
  const { code, stdout, stderr } = await command.output();
  const decoder = new TextDecoder();
  return `${code} ${decoder.decode(stdout)}${decoder.decode(stderr)}`.trim();
}

onOneRuntime(
  "the check of health tells whether the daemon takes connections",
  async (runtime) => {
    await using ca = await Authority.create();
    const { cert, key } = await ca.certificate();
    for (const tls of [[], ["--cert", cert, "--key", key]]) {
      const variables: Record<string, string> = tls.length === 0
        ? {}
        : { JET_CERT: cert, JET_KEY: key };
      const daemon = await HostedDaemon.start(runtime, {
        args: ["--no-gun", "--host", "0.0.0.0", ...tls],
      });
      variables.JET_WS_PORT = `${daemon.wsPort}`;
      assertEquals(await checkHealth(runtime, variables), "0 200 ready");
      await daemon[Symbol.asyncDispose]();
      assertMatch(await checkHealth(runtime, variables), /^1 jet: /);
    }
  },
  { ignore: NO_OPENSSL },
);
