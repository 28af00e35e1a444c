/**
 * Forms and files of the log, and SIGHUP.
 */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { Peer } from "../../peer.ts";
import { asRecord } from "../support/client.ts";
import { HostedDaemon, startDaemonProgram } from "../support/daemon_process.ts";
import {
  commandFor,
  isOnPath,
  onEachRuntime,
  onOneRuntime,
  plainEnvironment,
  ROOT,
} from "../support/runtimes.ts";
import { Program } from "../support/process.ts";
import { TemporaryFolder } from "../support/temporary.ts";
import { PASSWORD, USERS } from "../support/users.ts";

const PORTS = ["--port", "0", "--ws-port", "0", "--binary-port", "0"];

async function lineWith(file: string, what: string): Promise<string> {
  const watcher = Deno.watchFs(file.slice(0, file.lastIndexOf("/")));
  try {
    for (;;) {
      const text = await Deno.readTextFile(file).catch(() => "");
      const line = text.split("\n").find((line) => line.includes(what));
      if (line !== undefined) return line;
      await watcher[Symbol.asyncIterator]().next();
    }
  } finally {
    watcher.close();
  }
}

onEachRuntime(
  "SIGHUP opens the log file again and never ends the daemon",
  async (runtime) => {
    await using folder = await TemporaryFolder.create();
    const file = folder.path("jet.log");
    await using program = await Program.start(runtime, `${ROOT}daemon.ts`, {
      args: [...PORTS, "--no-unix", "--no-gun", "--log-file", file],
    });
    await lineWith(file, "listening on jetb://");
    await Deno.rename(file, `${file}.1`);
    program.signal("SIGHUP");
    await lineWith(file, "info SIGHUP: reading");
    program.signal("SIGTERM");
    assertEquals((await program.ended()).code, 0);
    assert((await Deno.readTextFile(file)).includes("SIGTERM: closing"));
    assertEquals(program.stdout.all, []);
  },
);

onEachRuntime(
  "a closed pipe at the log does not end the daemon",
  async (runtime) => {
    const command = await commandFor(
      runtime,
      `${ROOT}daemon.ts`,
      [...PORTS, "--no-unix", "--no-gun", "--log", "debug"],
      {
        stdin: "null",
        stdout: "piped",
        stderr: "null",
        clearEnv: true,
        env: plainEnvironment(),
      },
    );
    await using daemon = command.spawn();
    let text = "";
    for await (const chunk of daemon.stdout) {
      text += new TextDecoder().decode(chunk);
      if (text.includes("listening on jetb")) break;
    }
    const [, port] = /tcp:\/\/127.0.0.1:(\d+)/.exec(text) ?? [];
    for (let connection = 1; connection <= 3; connection++) {
      // Its connecting and disconnecting are logged.
      const peer = await Peer.connect(`tcp://127.0.0.1:${port}`);
      await peer.close();
    }
    daemon.kill("SIGTERM");
    assertEquals((await daemon.status).code, 0);
  },
);

onOneRuntime(
  "--log-format json writes an object a line, of peers with their names",
  async (runtime) => {
    await using program = await startDaemonProgram(runtime, {
      args: [...PORTS, "--no-unix", "--no-gun", "--log-format", "json"],
    });
    const [, port] = await program.stdout.match(/listening on tcp:.*?:(\d+)"/);
    const peer = await Peer.connect(`tcp://127.0.0.1:${port}`, {
      name: 'a\n"b',
    });
    await peer.close();
    program.signal("SIGTERM");
    await program.ended();
    const lines = program.stdout.all.map((line) => asRecord(JSON.parse(line)));
    for (const { time, level, message } of lines) {
      assert(!Number.isNaN(Date.parse(String(time))), String(time));
      assertEquals([level, typeof message], ["info", "string"]);
    }
  },
);

const OPERATING = Deno.readTextFileSync(`${ROOT}docs/operating.md`);

onOneRuntime(
  "logrotate with the file of docs/operating.md loses no line of the log",
  async (runtime) => {
    await using folder = await TemporaryFolder.create();
    const file = folder.path("jet.log");
    const [, rules = ""] = /```logrotate\n([^]*?)```/.exec(OPERATING) ?? [];
    assertStringIncludes(rules, "/var/log/jet/jet.log");
    await Deno.writeTextFile(
      folder.path("rules"),
      rules.replace("/var/log/jet/jet.log", file),
      { mode: 0o644 },
    );
    await using program = await Program.start(runtime, `${ROOT}daemon.ts`, {
      args: [...PORTS, "--no-unix", "--no-gun", "--log-file", file],
    });
    await lineWith(file, "listening on jetb://");
    // As systemd carries out the unit's ExecReload.
    const reload = /^ExecReload=(.*)$/m.exec(OPERATING)?.[1] ?? "";
    await Deno.writeTextFile(
      folder.path("systemctl"),
      `#!/bin/sh\n[ "$*" = "reload jet" ] && MAINPID=${program.pid} && ${reload}\n`,
      { mode: 0o755 },
    );
    const rotate = async () => {
      const { code, stderr } = await new Deno.Command("logrotate", {
        args: ["-f", "-s", folder.path("state"), folder.path("rules")],
        env: { PATH: `${folder.path("")}:${Deno.env.get("PATH")}` },
      }).output();
      assertEquals([code, new TextDecoder().decode(stderr)], [0, ""]);
      await lineWith(file, "SIGHUP: reading");
    };
    await rotate();
    assertStringIncludes(await Deno.readTextFile(`${file}.1`), "jetb://");
    await rotate();
    const names = [...Deno.readDirSync(folder.path(""))].map(({ name }) =>
      name
    );
    assert(names.includes("jet.log.2.gz"), names.join());
    const text = await Deno.readTextFile(`${file}.1`);
    assertEquals(text.trim().split("\n").length, 1, text);
  },
  { ignore: !isOnPath("logrotate") },
);

onOneRuntime("SIGHUP reads the users again", async (runtime) => {
  await using folder = await TemporaryFolder.create();
  const file = await folder.write("users.json", { users: {} });
  await using daemon = await HostedDaemon.start(runtime, {
    cheap: true,
    args: ["--no-gun", "--users", file],
  });
  await folder.write("users.json", USERS);
  daemon.signal("SIGHUP");
  await daemon.stdout.match(/SIGHUP/);
  await using peer = await Peer.connect(daemon.url("tcp"), {
    user: "joe",
    password: PASSWORD,
  });
  assertEquals(peer.open, true);
});
