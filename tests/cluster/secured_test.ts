/**
 * Clusters whose servers of NATS want TLS and a login, as docs/cluster.md tells.
 */
import { assert, assertMatch } from "@std/assert";
import { Peer, State } from "../../peer.ts";
import { Authority, NO_OPENSSL } from "../support/certificates.ts";
import { HostedDaemon } from "../support/daemon_process.ts";
import { NatsServer } from "../support/nats.ts";
import { Program } from "../support/process.ts";
import { onEachRuntime, ROOT } from "../support/runtimes.ts";
import { besideOthers } from "../support/beside.ts";
import { within } from "../support/within.ts";
import { cannotRun } from "./members.ts";

const CLUSTER = "plant";
const LOGIN = "jet:a%20secret@";

/** The block of nats-server's configuration in docs/cluster.md. */
async function configOf(files: Record<string, string>): Promise<string> {
  const text = await Deno.readTextFile(`${ROOT}docs/cluster.md`);
  const block = /```text\n(# \/etc\/nats.conf\n[^`]*)```/.exec(text)?.[1];
  assert(block !== undefined, "there is no such block");
  return Object.entries(files).reduce((config, [written, file]) => {
    assert(config.includes(written), `${written} in ${config}`);
    return config.replaceAll(written, file);
  }, block);
}

onEachRuntime(
  "members log in at NATS over TLS, with a certificate of their own",
  async (runtime) => {
    await using authority = await Authority.create();
    const [server, client] = [
      await authority.certificate({ names: "DNS:localhost" }),
      await authority.certificate({ name: "jet" }),
    ];
    await using nats = await NatsServer.start(
      await configOf({
        // The server of a test has a folder already.
        "jetstream { store_dir: /var/lib/nats }": "",
        "/etc/nats/server.pem": server.cert,
        "/etc/nats/server.key": server.key,
        "/etc/nats/ca.pem": authority.file,
      }),
    );
    const { port } = new URL(nats.url);
    const url = `tls://${LOGIN}localhost:${port}`;
    const common = ["--cluster-name", CLUSTER, "--cluster-lease", "5"];
    const tls = ["--cluster-ca", authority.file]
      .concat("--cluster-cert", client.cert, "--cluster-key", client.key);
    const args = ["--cluster", url, ...common, ...tls];
    await using first = await HostedDaemon.start(runtime, { args });
    await using second = await HostedDaemon.start(runtime, { args });
    await using owner = await Peer.connect(first.url("tcp"));
    await using other = await Peer.connect(second.url("tcp"));
    await owner.add(new State("s", 1, { set: () => undefined }));
    await other.set("s", 2);

    for (
      const [wrong, said] of [
        [
          ["--cluster", url.replace("secret", "guess"), ...tls],
          /Authorization/,
        ],
        // The certificate does not name this host.
        [
          ["--cluster", url.replace("@localhost", "@127.0.0.1"), ...tls],
          /does not match certificate/,
        ],
        // Bun's TLS gives no reason.
        [["--cluster", url, ...tls.slice(2)], /certificate|see TLS and login/],
        // The server's refusal follows the handshake.
        [
          ["--cluster", url, ...tls.slice(0, 2)],
          /BadCertificate|see TLS and login/,
        ],
      ] as const
    ) {
      await using refused = await Program.start(runtime, `${ROOT}daemon.ts`, {
        args: [...wrong, ...common, "--port", "0", "--no-unix"],
      });
      const [line] = await refused.stderr.match(/.*waiting for NATS at .*/);
      assertMatch(line, said);
      assert(!line.includes("guess") && !line.includes("secret"), line);
    }
  },
  { ignore: cannotRun("bun") || NO_OPENSSL },
);

/** Waits until a server has refused so many connections for a reason. */
async function refused(log: string, reason: RegExp): Promise<void> {
  for (let count = 0; count < REFUSALS;) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    count = (await Deno.readTextFile(log)).match(reason)?.length ?? 0;
  }
}

/** After two NATS' client gives a login up by default. */
const REFUSALS = 4;

besideOthers(
  "members outlive a server over TLS that is killed, and refuses their " +
    "certificate or login when it is back, and join when it does no more",
  async () => {
    await using authority = await Authority.create();
    const [server, client] = [
      await authority.certificate(),
      await authority.certificate({ name: "jet" }),
    ];
    const log = await Deno.makeTempFile({ prefix: "jet-nats-" });
    const configWith = (password: string, verify: boolean) =>
      `log_file: "${log}"\n` +
      `authorization { user: jet, password: "${password}" }\n` +
      `tls { cert_file: "${server.cert}", key_file: "${server.key}", ` +
      `ca_file: "${authority.file}", verify: ${verify} }`;
    await using nats = await NatsServer.start(configWith("a secret", false));
    const { port } = new URL(nats.url);
    // Their certificate names the address.
    const args = ["--cluster", `tls://${LOGIN}127.0.0.1:${port}`]
      .concat("--cluster-name", CLUSTER, "--cluster-lease", "2")
      .concat("--cluster-ca", authority.file);
    const certified = ["--cluster-cert", client.cert]
      .concat("--cluster-key", client.key);
    await using stack = new AsyncDisposableStack();
    const daemons = await Promise.all(
      (["deno", "bun"] as const).flatMap((runtime) =>
        [certified, []].map((tls) =>
          HostedDaemon.start(runtime, { args: [...args, ...tls] })
        )
      ),
    );
    for (const daemon of daemons) stack.use(daemon);
    // Those with the certificate are refused their login, the others before.
    await nats.restart(configWith("another one", true));
    await within(
      Promise.all([
        refused(log, /authentication error/g),
        refused(log, /TLS handshake error/g),
      ]),
      "refused connections",
    );
    await nats.restart(configWith("a secret", false));
    const peers = await Promise.all(
      daemons.map((daemon) =>
        within(Peer.connect(daemon.url("tcp"), { retry: true }), "a member")
      ),
    );
    for (const peer of peers) stack.use(peer);
    for (const [i, peer] of peers.entries()) {
      await peer.add(new State(`s${i}`, 1, { set: () => undefined }));
    }
    for (const peer of peers) {
      for (const i of peers.keys()) await peer.set(`s${i}`, 2);
    }
    await Deno.remove(log);
  },
  { ignore: cannotRun("deno", "bun") || NO_OPENSSL },
);
