/**
 * What a service of `Type=notify` tells systemd, and the sockets that it is
 * given.
 */
import { assertEquals } from "@std/assert";
import { Peer, State } from "../../peer.ts";
import { Authority, NO_OPENSSL } from "../support/certificates.ts";
import { DaemonProcess } from "../support/daemon_process.ts";
import { NO_PYTHON, pythonPath } from "../support/python.ts";
import {
  bunPath,
  isOnPath,
  onEachRuntime,
  plainEnvironment,
  ROOT,
  type RuntimeName,
} from "../support/runtimes.ts";
import { Program } from "../support/process.ts";
import { TemporaryFolder } from "../support/temporary.ts";

/** Prints the datagrams that come to a socket. */
const LISTEN = `
import socket, sys
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
s.bind(sys.argv[1])
print("bound", flush=True)
while True:
    print(s.recv(4096).decode(), flush=True)
`;

onEachRuntime(
  "systemd is notified that the daemon is ready, lives and ends",
  async (runtime) => {
    await using folder = await TemporaryFolder.create();
    const path = folder.path("notify");
    await using systemd = Program.run(pythonPath(), ["-c", LISTEN, path]);
    await systemd.stdout.match(/^bound/);
    await using daemon = await DaemonProcess.start(runtime, undefined, {
      args: ["--no-gun"],
      env: { NOTIFY_SOCKET: path, WATCHDOG_USEC: "300000" },
    });
    await systemd.stdout.match(/^READY=1/);
    await systemd.stdout.match(/^STATUS=tcp:\/\/127\.0\.0\.1:/);
    await systemd.stdout.match(/^WATCHDOG=1/);
    daemon.signal("SIGTERM");
    assertEquals((await daemon.ended()).code, 0);
    await systemd.stdout.match(/^STOPPING=1/);
  },
  { ignore: NO_PYTHON || !isOnPath("systemd-notify") },
);

/** A TCP port that no program listens on. */
function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}

/** A daemon that begins with the first client of one of some sockets. */
async function activated(
  runtime: RuntimeName,
  sockets: readonly string[],
  args: readonly string[],
): Promise<Program> {
  const script = [`${ROOT}daemon.ts`, "--no-gun", ...args];
  const program = Program.run("systemd-socket-activate", [
    ...sockets,
    ...Object.keys(plainEnvironment()).flatMap((name) => ["-E", name]),
    ...runtime === "deno"
      ? [Deno.execPath(), "run", "--no-lock", "-A", ...script]
      : [await bunPath(), ...script],
  ]);
  await program.stderr.match(/^Listening on/);
  return program;
}

const NO_ACTIVATION = !isOnPath("systemd-socket-activate");

onEachRuntime(
  "sockets of systemd are taken by their name, port and kind, with TLS",
  async (runtime) => {
    await using folder = await TemporaryFolder.create();
    await using ca = await Authority.create();
    const { cert, key } = await ca.certificate();
    const unix = folder.path("jet.sock");
    const [port, wsPort, other] = [freePort(), freePort(), freePort()];
    await using systemd = await activated(
      runtime,
      ["-l", `127.0.0.1:${port}`, "-l", `127.0.0.1:${wsPort}`, "-l", unix]
        .concat("--fdname", "tcp:any:other"),
      ["--ws-port", `${wsPort}`, "--cert", cert, "--key", key]
        .concat("--binary-port", "0", "--port", `${other}`),
    );
    // Begins the daemon, and waits for it.
    await using peer = await Peer.connect(`unix:${unix}`);
    await peer.add(new State("here", 1));
    const tls = { ca: ca.pem };
    for (
      const url of [`tls://127.0.0.1:${port}`, `wss://127.0.0.1:${wsPort}`]
    ) {
      await using other = await Peer.connect(url, { tls });
      assertEquals(await other.get("here"), 1, url);
      await systemd.stdout.match(new RegExp(`listening on ${url}`));
    }
    await systemd.stdout.match(/listening on jetbs:/);
    const refused = await Deno.connect({ port: other }).catch(() => undefined);
    assertEquals(refused, undefined, "the socket is in place of the option");
  },
  { ignore: NO_OPENSSL || NO_ACTIVATION },
);

onEachRuntime(
  "a socket of systemd that is for nothing is named",
  async (runtime) => {
    const port = freePort();
    await using systemd = await activated(
      runtime,
      ["-l", `127.0.0.1:${port}`],
      ["--no-unix", "--port", "0", "--ws-port", "0", "--binary-port", "0"],
    );
    using _client = await Deno.connect({ hostname: "127.0.0.1", port });
    await systemd.stderr.match(
      new RegExp(
        `^jet: the socket at port ${port} .* name it tcp, ws, binary$`,
      ),
    );
    assertEquals((await systemd.ended()).code, 1);
  },
  { ignore: NO_ACTIVATION },
);

Deno.test({
  name: "systemd takes the units of docs/operating.md as they are printed",
  ignore: !isOnPath("systemd-analyze"),
  async fn() {
    await using folder = await TemporaryFolder.create();
    const text = await Deno.readTextFile(`${ROOT}docs/operating.md`);
    const units = [...text.matchAll(/```ini\n([^]*?)```/g)]
      .map(([, unit]) => unit.replace("/usr/local/bin/jetd", "/bin/true"));
    const files = units.map((unit) =>
      folder.path(
        unit.includes("[Socket]") ? "jet-tcp.socket" : "jet.service",
      )
    );
    assertEquals(new Set(files).size, 2);
    await Promise.all(
      files.map((file, index) => Deno.writeTextFile(file, units[index])),
    );
    const { code, stderr } = await new Deno.Command("systemd-analyze", {
      args: ["verify", ...files],
      env: { SYSTEMD_UNIT_PATH: `${folder.path("")}:` },
    }).output();
    assertEquals([code, new TextDecoder().decode(stderr)], [0, ""]);
  },
});
