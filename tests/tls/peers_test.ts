/**
 * Peers and programs of others at a daemon that takes TLS.
 */
import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { ConnectionClosed, Peer, type PeerOptions, State } from "../../peer.ts";
import { Authority, contentOf, NO_OPENSSL } from "../support/certificates.ts";
import { HostedDaemon, startDaemonProgram } from "../support/daemon_process.ts";
import {
  bunPath,
  onEachRuntime,
  ROOT,
  type RuntimeName,
  RUNTIMES,
} from "../support/runtimes.ts";
import { runToolOnce } from "../support/jet_tool.ts";
import { startNode } from "../support/node.ts";
import { Program } from "../support/process.ts";

const authority = NO_OPENSSL ? undefined : await Authority.create();
const stranger = NO_OPENSSL ? undefined : await Authority.create();
const daemons = new Map<RuntimeName, Promise<HostedDaemon>>();

Deno.test.afterAll(async () => {
  for (const daemon of daemons.values()) {
    await (await daemon)[Symbol.asyncDispose]();
  }
  await authority?.[Symbol.asyncDispose]();
  await stranger?.[Symbol.asyncDispose]();
});

function test(
  name: string,
  body: (daemon: HostedDaemon, ca: Authority) => Promise<void>,
): void {
  onEachRuntime(name, async (runtime) => {
    if (authority === undefined) return;
    const ca = authority;
    const daemon = daemons.get(runtime) ?? start(runtime, ca);
    daemons.set(runtime, daemon);
    await body(await daemon, ca);
  }, { ignore: NO_OPENSSL });
}

async function start(
  runtime: RuntimeName,
  ca: Authority,
): Promise<HostedDaemon> {
  const { cert, key } = await ca.certificate();
  return await HostedDaemon.start(runtime, {
    args: ["--no-gun", "--cert", cert, "--key", key],
  });
}

function urlsOf(daemon: HostedDaemon): string[] {
  return [
    `tls://localhost:${daemon.port}`,
    `jetbs://127.0.0.1:${daemon.binaryPort}`,
    `wss://localhost:${daemon.wsPort}/`,
  ];
}

async function failureOf(
  url: string,
  options: PeerOptions,
): Promise<string> {
  const error = await assertRejects(
    () => Peer.connect(url, options),
    ConnectionClosed,
  );
  return error.message;
}

test(
  "a peer owns, fetches and sets over TLS, in JSON and in binary",
  async (daemon, ca) => {
    for (const url of urlsOf(daemon)) {
      await using owner = await Peer.connect(url, { tls: { ca: ca.pem } });
      await using client = await Peer.connect(url, { tls: { ca: ca.pem } });
      const long = "x".repeat(300_000);
      const state = new State("tls", long, { set: (value) => ({ value }) });
      await owner.add(state);
      assertEquals(
        await client.get({ path: { equals: "tls" } }).then(([row]) =>
          row.value
        ),
        long,
      );
      await client.set("tls", "short");
      assertEquals(state.value, "short");
    }
  },
);

test(
  "clients on all runtimes connect, and say what is wrong with a certificate",
  async (daemon, ca) => {
    const args = [ca.file, ...urlsOf(daemon)];
    const script = `${ROOT}tests/tls/programs/connect.ts`;
    const bun = await bunPath();
    const programs = [
      Program.run(Deno.execPath(), ["run", "-A", script, ...args]),
      Program.run(bun, [script, ...args]),
      await startNode(script, args),
    ];
    for (const program of programs) {
      await using ended = program;
      await ended.ended();
      const lines = ended.stdout.all;
      assertEquals([lines.slice(0, 3), ended.stderr.all], [
        ["connected", "connected", "connected"],
        [],
      ]);
      for (const line of lines.slice(3)) {
        assertMatch(line, /is not of a known authority|cert|network error/i);
      }
      assertEquals(lines.length, 6);
    }
  },
);

test(
  "a certificate of a strange authority or for another name is refused by peers",
  async (daemon, ca) => {
    const [tls, jetbs, wss] = urlsOf(daemon);
    const other = stranger?.pem ?? "";
    for (const url of [tls, jetbs, wss]) {
      assertMatch(
        await failureOf(url, { tls: { ca: other } }),
        /the daemon's certificate is not of a known authority \(option ca\)/,
      );
      assertMatch(
        await failureOf(url, {
          tls: { ca: ca.pem, serverName: "example.org" },
        }),
        /the daemon's certificate is not for the name example\.org/,
      );
    }
  },
);

test("a client without TLS gets a sentence that the port takes TLS only", async (daemon) => {
  assertMatch(
    await failureOf(`tcp://127.0.0.1:${daemon.port}`, {}),
    /This port takes TLS only: connect with tls:\/\//,
  );
  assertMatch(
    await failureOf(`ws://127.0.0.1:${daemon.wsPort}`, {}),
    /status code: 400 \(This port takes TLS only: connect with https:\/\/ or wss:\/\/\)/,
  );
  await failureOf(`jetb://127.0.0.1:${daemon.binaryPort}`, {
    connectTimeout: 2,
  });
  const response = await fetch(`http://127.0.0.1:${daemon.wsPort}/`);
  assertEquals(response.status, 400);
  assertMatch(await response.text(), /^This port takes TLS only/);
  await using local = await Peer.connect(`unix:${daemon.unix}`);
  assertEquals(local.open, true);
});

test(
  "the daemon goes on after input that is no handshake",
  async (daemon, ca) => {
    const inputs = [[22], [22, 3, 1, 2, 0, 1, 0], [22, 3, 3, 0, 1, 255], [
      128,
      0,
    ]];
    for (const input of inputs) {
      for (const port of [daemon.port, daemon.wsPort, daemon.binaryPort]) {
        const conn = await Deno.connect({ port });
        await conn.write(new Uint8Array(input));
        conn.close();
      }
    }
    const [url] = urlsOf(daemon);
    await using peer = await Peer.connect(url, { tls: { ca: ca.pem } });
    assertEquals(peer.open, true);
  },
);

test("openssl and curl connect", async (daemon, ca) => {
  const { stdout } = await new Deno.Command("curl", {
    args: ["-s", "--cacert", ca.file, `https://localhost:${daemon.wsPort}/`],
  }).output();
  assertMatch(new TextDecoder().decode(stdout), /^This is a Jet daemon/);
  const openssl = await new Deno.Command("openssl", {
    args: [
      ...["s_client", "-connect", `localhost:${daemon.port}`],
      ...["-CAfile", ca.file, "-verify_return_error"],
    ],
    stdin: "null",
  }).output();
  assertMatch(
    new TextDecoder().decode(openssl.stdout),
    /Verify return code: 0 \(ok\)/,
  );
});

onEachRuntime(
  "a client with TLS gets a sentence that the port takes none",
  async (runtime) => {
    if (authority === undefined) return;
    await using daemon = await HostedDaemon.start(runtime, {
      args: ["--no-gun"],
    });
    const tls = { ca: authority.pem };
    for (
      const url of [
        `tls://127.0.0.1:${daemon.port}`,
        `wss://127.0.0.1:${daemon.wsPort}`,
      ]
    ) {
      assertMatch(
        await failureOf(url, { tls }),
        /there is no TLS at this port/,
      );
    }
  },
  { ignore: NO_OPENSSL },
);

onEachRuntime(
  "expired certificates are refused by peers, and warned of",
  async (runtime) => {
    if (authority === undefined) return;
    const { cert, key } = await authority.certificate({
      valid: ["20200101000000Z", "20210101000000Z"],
    });
    await using daemon = await HostedDaemon.start(runtime, {
      args: ["--no-gun", "--cert", cert, "--key", key],
    });
    await daemon.stderr.match(
      / warn TLS: the certificate has ended on 2021-01/,
    );
    assertMatch(
      await failureOf(`tls://127.0.0.1:${daemon.port}`, {
        tls: { ca: authority.pem },
      }),
      /the daemon's certificate .*has expired/,
    );
  },
  { ignore: NO_OPENSSL },
);

onEachRuntime(
  "with --plain local clients of this machine may do without TLS",
  async (runtime) => {
    if (authority === undefined) return;
    const { cert, key } = await authority.certificate();
    await using daemon = await HostedDaemon.start(runtime, {
      args: ["--no-gun", "--cert", cert, "--key", key, "--plain", "local"],
    });
    const plain = [
      `tcp://127.0.0.1:${daemon.port}`,
      `ws://127.0.0.1:${daemon.wsPort}`,
      `jetb://127.0.0.1:${daemon.binaryPort}`,
    ];
    for (const url of [...plain, ...urlsOf(daemon)]) {
      await using peer = await Peer.connect(url, {
        tls: { ca: authority.pem },
      });
      assertEquals((await peer.info()).name, "jet");
    }
  },
  { ignore: NO_OPENSSL },
);

/** Hands connections on, in pieces of so many bytes towards the port. */
function inPieces(port: number, length: number) {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const connections: Deno.Conn[] = [];
  const pump = async (from: Deno.Conn, to: Deno.Conn) => {
    for await (const chunk of from.readable) {
      for (let at = 0; at < chunk.length; at += length) {
        await to.write(chunk.subarray(at, at + length));
      }
    }
  };
  void (async () => {
    for await (const client of listener) {
      const daemon = await Deno.connect({ hostname: "127.0.0.1", port });
      daemon.setNoDelay();
      connections.push(client, daemon);
      for (const [from, to] of [[client, daemon], [daemon, client]]) {
        void pump(from, to).catch(() => {});
      }
    }
  })();
  return {
    ...listener.addr,
    [Symbol.dispose]() {
      listener.close();
      for (const connection of connections) {
        try {
          connection.close();
        } catch {
          // It has been closed by its reader.
        }
      }
    },
  };
}

test(
  "a handshake whose first record comes in pieces is completed",
  async (daemon, ca) => {
    using relay = inPieces(daemon.port, 3);
    const url = `tls://localhost:${relay.port}`;
    await using peer = await Peer.connect(url, { tls: { ca: ca.pem } });
    assertEquals(peer.open, true);
  },
);

test("a first record that can't be one ends the connection", async (daemon) => {
  const { port } = daemon;
  using conn = await Deno.connect({ hostname: "127.0.0.1", port });
  await conn.write(new Uint8Array([22, 3, 1, 255, 255]));
  const end = await conn.read(new Uint8Array(1)).catch(() => null);
  assertEquals(end, null);
});

Deno.test("invalid files of TLS end the start with a sentence", {
  ignore: NO_OPENSSL,
}, async () => {
  if (authority === undefined) return;
  const [one, two] = [
    await authority.certificate(),
    await authority.certificate(),
  ];
  const runs: [string[], RegExp][] = [
    [["--cert", one.cert], /--cert needs --key/],
    [["--key", one.key], /--key needs --cert/],
    [["--cert", one.cert, "--key", two.key], /the key in .* is not that of/],
    [["--cert", one.key, "--key", one.key], /holds no certificate in PEM/],
    [["--cert", one.cert, "--key", one.cert], /holds no private key in PEM/],
    [["--cert", "/nowhere", "--key", one.key], /can't read \/nowhere/],
    [
      ["--cert", one.cert, "--key", one.key, "--cert-users"],
      /--cert-users needs --client-ca/,
    ],
    [
      ["--cert", one.cert, "--key", one.key, "--client-cert", "required"],
      /--client-cert needs --client-ca/,
    ],
    ...[
      ["--cert-users"],
      ["--client-ca", one.cert],
      ["--client-cert", "required"],
      ["--plain", "refuse"],
      ["--max-handshakes", "9"],
    ].map((args): [string[], RegExp] => [
      args,
      new RegExp(`${args[0]} needs --cert and --key: there is no TLS`),
    ]),
  ];
  for (const [args, expected] of runs) {
    const ports = ["--port", "0", "--ws-port", "0", "--no-unix", "--no-gun"];
    await using program = await startDaemonProgram(RUNTIMES[0], {
      args: [...ports, ...args],
    });
    assert((await program.ended()).code > 0);
    assertMatch(program.stderr.all.join(), expected);
  }
});

Deno.test("jet connects with --ca, and with a client certificate", {
  ignore: NO_OPENSSL,
}, async () => {
  if (authority === undefined) return;
  const ann = await authority.certificate({ name: "ann" });
  const { cert, key } = await authority.certificate();
  await using daemon = await HostedDaemon.start("deno", {
    args: [
      ...["--no-gun", "--cert", cert, "--key", key],
      ...["--client-ca", authority.file],
    ],
  });
  const url = [
    "--url",
    `tls://localhost:${daemon.port}`,
    "--ca",
    authority.file,
  ];
  const run = async (...more: string[]) => {
    const { stdout, stderr } = await runToolOnce("deno", [
      ...["info", ...url, ...more],
    ]);
    return stdout + stderr;
  };
  assertMatch(await run("--cert", ann.cert, "--key", ann.key), /"name":"jet"/);
  assertMatch(await run(), /a client certificate is needed/);
  await using peer = await Peer.connect(`wss://localhost:${daemon.wsPort}`, {
    tls: () => ({ ca: authority.pem, ...contentOf(ann) }),
  });
  assertEquals(peer.open, true);
});
