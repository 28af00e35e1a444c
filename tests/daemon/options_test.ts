import { assertEquals, assertMatch, assertRejects } from "@std/assert";
import { systemClock } from "../../base/system_clock.ts";
import { UsageError } from "../../command_line/errors.ts";
import { Daemon, type ListenOptions } from "../../daemon.ts";
import {
  type ProgramOptions,
  type ProgramTask,
  readOptions,
} from "../../daemon/options/read.ts";
import { SystemdService } from "../../daemon/systemd.ts";
import {
  flagOf,
  LIMIT_SETTINGS,
  SETTINGS,
} from "../../daemon/options/table.ts";
import { asRecord } from "../support/client.ts";
import {
  HostedDaemon,
  type RunningProgram,
  startDaemonProgram,
  uniqueSocketName,
} from "../support/daemon_process.ts";
import { timeout } from "../support/errors.ts";
import {
  Program,
  type ProgramOptions as ProcessOptions,
} from "../support/process.ts";
import {
  onEachRuntime,
  onOneRuntime,
  ROOT,
  type RuntimeName,
  WHOLE_MATRIX,
} from "../support/runtimes.ts";
import { header, StreamClient } from "../support/stream_client.ts";
import { TemporaryFolder } from "../support/temporary.ts";

const DAEMON = `${ROOT}daemon.ts`;
const TAKEN = `${ROOT}tests/daemon/programs/taken.ts`;

interface Outcome {
  code: number;
  stdout: string[];
  stderr: string[];
}

/** Runs the program to its end, in a process of its own. */
async function run(
  runtime: RuntimeName,
  args: readonly string[],
  options: ProcessOptions = {},
): Promise<Outcome> {
  return await outcomeOf(
    await Program.start(runtime, DAEMON, { ...options, args }),
  );
}

/** The same beside other daemons. */
async function runHosted(
  runtime: RuntimeName,
  args: readonly string[],
): Promise<Outcome> {
  return await outcomeOf(await startDaemonProgram(runtime, { args }));
}

async function outcomeOf(running: RunningProgram): Promise<Outcome> {
  await using program = running;
  const { code } = await program.ended();
  const { stdout, stderr } = program;
  return { code, stdout: stdout.all, stderr: stderr.all };
}

/** Expects one line of complaint and an exit code. */
async function complains(
  runtime: RuntimeName,
  args: readonly string[],
  complaint: RegExp,
  code: number,
  options?: ProcessOptions,
): Promise<void> {
  const ended = await run(runtime, args, options);
  assertEquals(ended.stderr.length, 1, ended.stderr.join("\n"));
  assertMatch(ended.stderr[0], complaint);
  assertEquals(ended.stdout, []);
  assertEquals(ended.code, code);
}

/**
 * Expects that a command line is wrong usage: what the program says is read from
 * its own function for options, in the whole matrix from a process.
 */
async function isWrong(
  runtime: RuntimeName,
  args: readonly string[],
  complaint: RegExp,
  env: Record<string, string> = {},
): Promise<void> {
  if (WHOLE_MATRIX) {
    return await complains(runtime, args, complaint, 2, { env });
  }
  const { message } = await assertRejects(() => read(args, env), UsageError);
  assertEquals(message.includes("\n"), false, message);
  assertMatch(`jet: ${message}`, complaint);
}

/** What the program reads from its command line, environment and file. */
function read(
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<ProgramTask> {
  return readOptions(args, env, (path) => Deno.readTextFile(path));
}

/** The same of what does not only print. */
async function readRun(
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<ProgramOptions> {
  const task = await read(args, env);
  if ("print" in task) throw new Error("it only prints");
  return task.run;
}

/** Expects a timeout of 0.02 s, and an end above 16 times 5000 bytes. */
async function keepsLimits(peer: StreamClient): Promise<void> {
  await peer.do("add", { path: "m" });
  await peer.send({ id: 1, method: "call", params: { path: "m" } });
  await peer.next();
  await peer.expect({ id: 1, ...timeout({ path: "m" }) });
  await peer.write(header(16 * 5000 + 1));
  await peer.next();
  await peer.ending();
}

onOneRuntime("--help tells every option", async (runtime) => {
  const { code, stdout, stderr } = await runHosted(runtime, ["--help"]);
  assertEquals([code, stderr], [0, []]);
  const options = [
    "--host",
    "--port",
    "--ws-port",
    "--unix",
    "--no-unix",
    "--max-message",
    "--timeout",
    "--log",
    "--gun-store",
    "--gun-max-store",
    "--gun-memory",
    "--gun-peer",
    "--gun-sync",
    "--no-gun",
    "--config",
    "--version",
    "--help",
  ];
  for (const option of options) {
    assertMatch(stdout.join("\n"), new RegExp(`^ +(-., )?${option}\\b`, "m"));
  }
  assertEquals(await read(["-h"]), { print: "help" });
}, { index: 1 });

onEachRuntime("--version tells the version of deno.json", async (runtime) => {
  const config: unknown = JSON.parse(
    await Deno.readTextFile(`${ROOT}deno.json`),
  );
  assertEquals(await runHosted(runtime, ["--version"]), {
    code: 0,
    stdout: [`jet ${asRecord(config).version}`],
    stderr: [],
  });
});

onOneRuntime(
  "what can't be understood is one line and exit code 2",
  async (runtime) => {
    const wrong: [string[], RegExp][] = [
      [["--nonsense"], /^jet: unknown option --nonsense$/],
      [["--nonsense=1"], /^jet: unknown option --nonsense$/],
      [["-x"], /^jet: unknown option -x$/],
      [["serve"], /^jet: unexpected argument serve$/],
      [["--port", "70000"], /^jet: --port needs a whole number/],
      [["--port", "-1"], /^jet: ./],
      [["--port", "x"], /^jet: --port needs a whole number/],
      [["--port", ""], /^jet: ./],
      [["--port"], /^jet: --port /],
      [["--port", "1.5"], /^jet: --port needs a whole number/],
      [["--ws-port", "x"], /^jet: --ws-port needs a whole number/],
      [["--host", ""], /^jet: ./],
      [["--unix", ""], /^jet: ./],
      [["--max-message", "0"], /^jet: --max-message needs a whole number/],
      [["--timeout", "0"], /^jet: --timeout needs seconds/],
      [["--timeout", "soon"], /^jet: --timeout needs seconds/],
      [["--gun-store", ""], /^jet: ./],
      [["--gun-memory", "much"], /^jet: --gun-memory needs a whole number/],
      [["--gun-peer", "example.org"], /^jet: --gun-peer needs URLs such as/],
      [["--no-gun=1"], /^jet: --no-gun takes no value$/],
      [["--log", "loud"], /^jet: --log needs one of off, error, /],
      [["--closed"], /^jet: --closed needs --users: /],
      [["--gun-access", "closed"], /^jet: --gun-access needs --users: /],
      [["--cluster-name", "a"], /^jet: --cluster-name needs --cluster: /],
      [
        ["--cluster", "nats://a", "--cluster-key", "k"],
        /^jet: --cluster-key needs --cluster-cert$/,
      ],
      [
        ["--cluster", "nats://a", "--cluster-lease", "0.5"],
        /^jet: --cluster-lease needs seconds from 1 to 60$/,
      ],
    ];
    await Promise.all(
      wrong.map(([args, line]) => isWrong(runtime, args, line)),
    );
  },
  { index: 1 },
);

onOneRuntime(
  "a variable with a bad value is one line and exit code 2",
  async (runtime) => {
    const wrong: [Record<string, string>, RegExp][] = [
      [{ JET_PORT: "x" }, /^jet: JET_PORT needs a whole number/],
      [{ JET_WS_PORT: "x" }, /^jet: JET_WS_PORT needs a whole number/],
      [{ JET_MAX_MESSAGE: "x" }, /^jet: JET_MAX_MESSAGE needs a whole number/],
      [{ JET_TIMEOUT: "x" }, /^jet: JET_TIMEOUT needs seconds/],
      [{ JET_LOG: "x" }, /^jet: JET_LOG needs one of/],
      [{ JET_CONFIG: "/none" }, /^jet: can't read \/none/],
    ];
    await Promise.all(
      wrong.map(([env, line]) => isWrong(runtime, [], line, env)),
    );
  },
  { index: 1 },
);

onOneRuntime(
  "a bad config file is one line and exit code 2",
  async (runtime) => {
    await using folder = await TemporaryFolder.create();
    const wrong: [string, unknown, RegExp][] = [
      ["text", "{port: 1}", /text is not JSON/],
      ["array", [], /array must hold a JSON object$/],
      ["null", null, /null must hold a JSON object$/],
      ["unknown", { frobnicate: 1 }, /option frobnicate in .*unknown$/],
      ["misspelt", { portt: 1 }, /portt in .*misspelt; did you mean port\?$/],
      ["flag", { "cluster-name": "x" }, /; did you mean clusterName\?$/],
      ["port", { port: "x" }, /port in .*port needs a whole number/],
      [
        "backlog",
        { softBacklog: -1 },
        /softBacklog in .* needs a whole number/,
      ],
      ["name", { name: 7 }, /name in .* needs a text$/],
    ];
    for (const [name, content, line] of wrong) {
      const config = await folder.write(name, content);
      await isWrong(runtime, ["--config", config], line);
    }
    const none = folder.path("none");
    await isWrong(runtime, ["--config", none], /^jet: can't read .*none/);
  },
  { index: 1 },
);

onEachRuntime("wrong usage ends the program with code 2", async (runtime) => {
  const env = { JET_LOG: "x" };
  await complains(runtime, [], /^jet: JET_LOG needs one of/, 2, { env });
});

onEachRuntime(
  "an address in use is one line and exit code 1",
  async (runtime) => {
    await using folder = await TemporaryFolder.create();
    const socket = folder.path("jet.socket");
    await using first = await HostedDaemon.start(runtime);
    await using second = await HostedDaemon.start(runtime, {
      unix: socket,
    });
    const { port, wsPort, unix } = first;
    const inUse = (url: string) =>
      new RegExp(`can't listen on ${url}: .*in use`);
    const args = ["--port", `${port}`, "--ws-port", "0", "--no-unix"];
    const line = new RegExp(`^jet: ${inUse(`tcp://127.0.0.1:${port}`).source}`);
    await complains(runtime, args, line, 1);

    const taken: [ListenOptions, RegExp][] = [
      [{ port }, inUse(`tcp://127.0.0.1:${port}`)],
      [{ port: 0, wsPort }, inUse(`ws://127.0.0.1:${wsPort}/`)],
      [{ port: 0, wsPort: 0, unix }, /can't listen on unix:@jet-test/],
      [{ port: 0, unix: socket }, /can't listen on unix:\/.*listens/],
      [{ host: "192.0.2.1", port: 0 }, /can't listen on tcp:\/\/192.0.2.1:0: /],
      [
        { port: 0, unix: folder.path("none/jet.socket") },
        /can't listen on unix:\//,
      ],
    ];
    const attempts = taken.map(([options]) => options);
    await using program = await Program.start(runtime, TAKEN, {
      args: [JSON.stringify(attempts)],
    });
    assertEquals((await program.ended()).code, 0);
    const { stdout, stderr } = program;
    assertEquals([stdout.all.length, stderr.all], [taken.length, []]);
    for (const [i, [, line]] of taken.entries()) {
      assertMatch(stdout.all[i], line);
    }
    // Those who were there first have not noticed.
    for (const daemon of [first, second]) {
      await using peer = await StreamClient.unix(daemon.unix);
      await peer.quiet();
    }
  },
);

onOneRuntime("each flag does what it says", async (runtime) => {
  await using daemon = await startBare(runtime, [
    "--host=127.0.0.2",
    "--port=0",
    "--ws-port=0",
    "--no-unix",
    "--timeout=0.02",
    "--max-message=5000",
    "--log=debug",
  ]);
  const tcp = await daemon.stdout.match(/listening on tcp:\/\/(.*):(\d+)$/);
  assertEquals(tcp[1], "127.0.0.2");
  await daemon.stdout.match(/listening on ws:\/\/127.0.0.2:\d+\/$/);
  {
    await using peer = await StreamClient.tcp(Number(tcp[2]), tcp[1]);
    await keepsLimits(peer);
  }
  // On the level debug only.
  await daemon.stdout.match(/ debug tcp peer 127.* connected/);
  const unix = daemon.stdout.all.filter((line) => line.includes("unix"));
  assertEquals(unix, []);
});

onOneRuntime("--log off leaves nothing but the bus", async (runtime) => {
  const unix = uniqueSocketName();
  const args = ["--port", "0", "--ws-port", "0", "--unix", unix];
  await using program = await startBare(runtime, [...args, "--log", "off"]);
  // There is no line to wait for.
  let peer: StreamClient | undefined;
  while (peer === undefined) {
    peer = await StreamClient.unix(unix).catch(() => undefined);
  }
  await peer.quiet();
  peer.close();
  program.signal("SIGTERM");
  assertEquals((await program.ended()).code, 0);
  assertEquals([program.stdout.all, program.stderr.all], [[], []]);
}, { index: 1 });

Deno.test("no variables are read but those that docs/security.md permits", async () => {
  const permitted = /^(JET_\w+|HOME|XDG_DATA_HOME)$/;
  const env = new Proxy<Record<string, string | undefined>>({}, {
    get(_, name) {
      if (permitted.test(String(name))) {
        return name === "HOME" ? "/" : undefined;
      }
      throw new Error(`Requires env access to "${String(name)}"`);
    },
  });
  const task = await readOptions([], env, () => Promise.reject());
  assertEquals("run" in task, true);
  const service = new SystemdService(env, 1, systemClock, () => {});
  service.ready("");
  service.stopping();
});

Deno.test("the command line comes before the environment, that before the file", async () => {
  await using folder = await TemporaryFolder.create();
  const config = await folder.write("jet.json", {
    maxMessage: 1000,
    name: "from the file",
  });
  const limit = async (args: string[], env: Record<string, string>) => {
    const { daemon } = await readRun(args, env);
    return [daemon.maxMessage, daemon.name];
  };
  const file = ["--config", config];
  const name = "from the file";
  const env = { JET_MAX_MESSAGE: "2000" };
  assertEquals(await limit([], {}), [undefined, undefined]);
  assertEquals(await limit(file, {}), [1000, name]);
  assertEquals(await limit([], { JET_CONFIG: config }), [1000, name]);
  assertEquals(await limit(file, env), [2000, name]);
  const flag = ["--max-message", "3000"];
  assertEquals(await limit([...file, ...flag], env), [3000, name]);
  // An empty variable is as good as none.
  assertEquals(await limit(file, { JET_MAX_MESSAGE: "" }), [1000, name]);
});

onOneRuntime("every option may be a variable", async (runtime) => {
  const unix = uniqueSocketName();
  await using daemon = await startBare(runtime, [], {
    JET_HOST: "127.0.0.2",
    JET_PORT: "0",
    JET_WS_PORT: "0",
    JET_UNIX: unix,
    JET_LOG: "debug",
    JET_TIMEOUT: "0.02",
    JET_MAX_MESSAGE: "5000",
  });
  await daemon.stdout.match(/listening on tcp:\/\/127.0.0.2:\d+$/);
  await daemon.stdout.match(/listening on ws:\/\/127.0.0.2:\d+\/$/);
  await using peer = await StreamClient.unix(unix);
  await keepsLimits(peer);
  await daemon.stdout.match(/ debug unix peer .*connected/);
}, { index: 1 });

Deno.test("options of the command line that have no effect are refused", async () => {
  const wrong: [string[], Record<string, string>, RegExp][] = [
    [
      ["--no-unix", "--unix", "@x"],
      {},
      /^--unix and --no-unix exclude each other$/,
    ],
    [["--no-unix", "--unix-mode", "660"], {}, /^--unix-mode needs --unix: /],
    [["--unix-owner", "0"], {}, /^--unix-owner needs --unix: /],
    [["--unix-group", "0"], { JET_UNIX: "@x" }, /^--unix-group needs --unix: /],
    ...[
      ["--gun-store", "x"],
      ["--gun-share", "#"],
      ["--gun-peer", "http://a"],
      ["--gun-sync"],
    ].map((args): [string[], Record<string, string>, RegExp] => [
      ["--no-gun", ...args],
      {},
      new RegExp(`^${args[0]} has no effect with --no-gun$`),
    ]),
  ];
  for (const [args, env, line] of wrong) {
    const { message } = await assertRejects(() => read(args, env), UsageError);
    assertMatch(message, line);
  }
});

Deno.test("variables and files may hold defaults that have no effect", async () => {
  await using folder = await TemporaryFolder.create();
  const config = await folder.write("jet.json", {
    gun: false,
    gunStore: "x",
    gunSync: false,
    unixGroup: 0,
    closed: false,
    certUsers: false,
  });
  const env = { JET_UNIX: "/x", JET_NO_UNIX: "1", JET_UNIX_MODE: "660" };
  assertEquals((await readRun(["--config", config], env)).unix, false);
  const path = ["--unix", "/y"];
  assertEquals(
    (await readRun([...path, "--unix-mode", "600"], env)).unix,
    "/y",
  );
  const gun = ["--gun-store", "x"];
  const args = ["--config", config, ...gun];
  assertEquals((await readRun(args)).daemon.gun, undefined);
  const { daemon } = await readRun(["--gun-sync"]);
  assertEquals(daemon.gun?.sync, true);
});

Deno.test("what an option lacks is named as where the option is written", async () => {
  await using folder = await TemporaryFolder.create();
  const config = await folder.write("jet.json", { gunAccess: "read" });
  for (
    const [args, env, line] of [
      [["--closed"], {}, /^--closed needs --users: /],
      [[], { JET_CLOSED: "1" }, /^JET_CLOSED needs JET_USERS_FILE: /],
      [["--config", config], {}, /^gunAccess in .*jet\.json needs users: /],
    ] as const
  ) {
    const { message } = await assertRejects(() => read(args, env), UsageError);
    assertMatch(message, line);
  }
});

Deno.test("JET_NO_UNIX and a file's false switch the unix socket off", async () => {
  await using folder = await TemporaryFolder.create();
  const config = await folder.write("jet.json", { unix: false });
  assertEquals((await readRun([])).unix, undefined);
  assertEquals((await readRun([], { JET_NO_UNIX: "1" })).unix, false);
  assertEquals((await readRun(["--config", config])).unix, false);
});

onOneRuntime(
  "every option may be in the file, and the name only there",
  async (runtime) => {
    await using folder = await TemporaryFolder.create();
    const unix = uniqueSocketName();
    const config = await folder.write("jet.json", {
      host: "127.0.0.2",
      port: 0,
      wsPort: 0,
      binaryPort: 0,
      unix,
      maxMessage: 5000,
      timeout: 0.02,
      log: "debug",
      name: "laboratory",
      softBacklog: 1000,
      hardBacklog: 100_000,
    });
    await using daemon = await startBare(runtime, ["--config", config]);
    await daemon.stdout.match(/listening on tcp:\/\/127.0.0.2:\d+$/);
    await daemon.stdout.match(/listening on ws:\/\/127.0.0.2:\d+\/$/);
    await daemon.stdout.match(/listening on jetb:\/\/127.0.0.2:\d+$/);
    await using peer = await StreamClient.unix(unix);
    const { result } = asRecord(await peer.ask("info"));
    assertEquals(asRecord(result).name, "laboratory");
  },
);

function startBare(
  runtime: RuntimeName,
  args: string[],
  env: Record<string, string> = {},
): Promise<RunningProgram> {
  return startDaemonProgram(runtime, { args, env });
}

Deno.test("each setting of the table is handed on", async () => {
  const read = await Deno.readTextFile(`${ROOT}daemon/options/read.ts`);
  const limits = Object.values(LIMIT_SETTINGS);
  const ignored = Object.values(SETTINGS).filter((setting) =>
    !limits.some((limit) => limit.key === setting.key) &&
    !new RegExp(`SETTINGS\\.${setting.key}\\b`).test(read)
  );
  assertEquals(ignored.map(({ key }) => key), []);
  const args = limits.map((limit) => `--${flagOf(limit)}=7`);
  assertEquals(
    (await readRun(args)).daemon.limits,
    Object.fromEntries(limits.map(({ key }) => [key, 7])),
  );
});

Deno.test("each option of the program is read by class Daemon", async () => {
  const read = new Set<string | symbol>();
  const task = await readRun(["--no-gun", "--port=0", "--ws-port=0"]);
  const options = new Proxy(task.daemon, {
    get(given, name) {
      read.add(name);
      return Reflect.get(given, name);
    },
  });
  await using daemon = new Daemon(options);
  await daemon.listen(task.listen);
  const ignored = Object.keys(options).filter((name) => !read.has(name));
  assertEquals(ignored, []);
});
