/**
 * Certificates that are exchanged, and those of clients.
 */
import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { ConnectionClosed, Peer, State } from "../../peer.ts";
import {
  Authority,
  contentOf,
  exchange,
  NO_OPENSSL,
} from "../support/certificates.ts";
import { HostedDaemon } from "../support/daemon_process.ts";
import { onEachRuntime, type RuntimeTest } from "../support/runtimes.ts";
import { USERS } from "../support/users.ts";

function test(name: string, body: RuntimeTest): void {
  onEachRuntime(name, body, { ignore: NO_OPENSSL });
}

/** Between two requests of a load that leaves other tests their share of CPU. */
const PACE_MS = 5;

function paced(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, PACE_MS));
}

/** Subject's serial number of the certificate that a port shows. */
async function serialOf(port: number): Promise<string> {
  const { stdout } = await new Deno.Command("openssl", {
    args: ["s_client", "-connect", `127.0.0.1:${port}`],
    stdin: "null",
    stderr: "null",
  }).output();
  const [pem = ""] = /-----BEGIN[^]*?END CERTIFICATE-----/.exec(
    new TextDecoder().decode(stdout),
  ) ?? [];
  return pem;
}

test("a certificate is exchanged under load, and no connection ends", async (runtime) => {
  await using ca = await Authority.create();
  const files = await ca.certificate();
  const next = await ca.certificate();
  await using daemon = await HostedDaemon.start(runtime, {
    args: ["--no-gun", "--cert", files.cert, "--key", files.key],
  });
  const tls = { ca: ca.pem };
  const urls = [
    `tls://127.0.0.1:${daemon.port}`,
    `wss://127.0.0.1:${daemon.wsPort}`,
    `jetbs://127.0.0.1:${daemon.binaryPort}`,
  ];
  const lost: string[] = [];
  const peers = await Promise.all(urls.map(async (url) => {
    const peer = await Peer.connect(url, { tls });
    peer.addEventListener("disconnect", () => lost.push(url));
    return peer;
  }));
  const [owner] = peers;
  const state = await owner.add(new State("load", 0, { set() {} }));
  let running = true;
  let sets = 0;
  const load = peers.slice(1).map(async (peer) => {
    while (running) {
      await peer.set("load", ++sets);
      await paced();
    }
  });
  // New connections too.
  const connects = (async () => {
    while (running) {
      await (await Peer.connect(urls[0], { tls })).close();
      await paced();
    }
  })();
  const before = await serialOf(daemon.port);
  await Deno.copyFile(files.cert, ca.path("old.pem"));
  await exchange(files, next);
  await daemon.stdout.match(/TLS: a new certificate, valid until/);
  const setsThen = sets;
  for (const port of [daemon.port, daemon.wsPort, daemon.binaryPort]) {
    assert(await serialOf(port) !== before);
  }
  // A file that is no certificate changes nothing.
  await Deno.writeTextFile(files.cert, "nonsense");
  await daemon.stderr.match(/holds no certificate in PEM; the former/);
  await using late = await Peer.connect(urls[1], { tls });
  assertEquals(late.open, true);
  running = false;
  await Promise.all([...load, connects]);
  assert(sets > setsThen);
  assertEquals(lost, []);
  assert(state.value > 0);
  for (const peer of peers) await peer.close();
});

test("the name of a client's certificate is its user, on every transport", async (runtime) => {
  await using ca = await Authority.create();
  const server = await ca.certificate();
  const [joe, stranger, late] = await Promise.all([
    ca.certificate({ name: "joe", names: "DNS:joe" }),
    ca.certificate({ name: "stranger", names: "DNS:stranger" }),
    ca.certificate({
      name: "joe",
      valid: ["20200101000000Z", "20210101000000Z"],
    }),
  ]);
  await using strangers = await Authority.create();
  const forged = await strangers.certificate({ name: "root" });
  const users = ca.path("users.json");
  await Deno.writeTextFile(users, JSON.stringify(USERS));
  await using daemon = await HostedDaemon.start(runtime, {
    cheap: true,
    args: [
      ...["--no-gun", "--cert", server.cert, "--key", server.key],
      ...["--client-ca", ca.file, "--cert-users", "--users", users],
    ],
  });
  const urls = [
    `tls://127.0.0.1:${daemon.port}`,
    `wss://127.0.0.1:${daemon.wsPort}`,
    `jetbs://127.0.0.1:${daemon.binaryPort}`,
  ];
  const as = (files: typeof joe) => ({
    tls: { ca: ca.pem, ...contentOf(files) },
  });
  await using owner = await Peer.connect(urls[0], as(joe));
  const access = { fetchGroups: ["public"], setGroups: ["operators"] };
  const state = new State("s", 1, { access, set() {} });
  await owner.add(state);
  for (const [index, url] of urls.entries()) {
    await using peer = await Peer.connect(url, as(joe));
    await peer.set("s", index);
    assertEquals(state.value, index);
    const refused: [Parameters<typeof Peer.connect>[1], RegExp][] = [
      [{ tls: { ca: ca.pem } }, /a client certificate is needed/],
      [as(stranger), /name of the client certificate is not a user's/],
      [as(forged), /client certificate is not of a known authority/],
      [as(late), /client certificate (has expired|is not of)/],
    ];
    for (const [options, reason] of refused) {
      const { message } = await assertRejects(
        () => Peer.connect(url, { ...options, connectTimeout: 5 }),
        ConnectionClosed,
      );
      // Binary Jet has no message for it.
      if (index < 2) assertMatch(message, reason);
      await daemon.stdout.match(reason);
    }
  }
  // Who is no user any more is gone.
  const { joe: _joe, ...others } = USERS.users;
  const gone = new Promise((resolve) =>
    owner.addEventListener("disconnect", resolve, { once: true })
  );
  await Deno.writeTextFile(users, JSON.stringify({ users: others }));
  await gone;
  await assertRejects(() => Peer.connect(urls[1], as(joe)), ConnectionClosed);
});
