/**
 * The configurations of docs/proxies.md as they are printed, but for the places
 * of certificates: each runs in a network namespace of its own, with the
 * daemon's default ports, and a client comes from another one.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import { fileURLToPath } from "node:url";
import { DAEMON_ADDRESS, Network, PEERS_ADDRESS } from "../outages/network.ts";
import { commandOf } from "../outages/outage.ts";
import { besideOthers } from "../support/beside.ts";
import { Authority, NO_OPENSSL } from "../support/certificates.ts";
import { isOnPath, ROOT } from "../support/runtimes.ts";
import { TemporaryFolder } from "../support/temporary.ts";
import { PASSWORD, USERS } from "../support/users.ts";

const CLIENT = fileURLToPath(
  new URL("programs/behind_proxy.ts", import.meta.url),
);

const HOST = "bus.example.org";
// In a mount namespace: the first argument takes the place of /etc/hosts.
const WITH_HOSTS = 'mount --bind "$0" /etc/hosts && exec "$@"';

/** How a proxy is started, and whether it passes TCP too. */
const PROXIES = {
  nginx: {
    args: (file: string) => [
      ...["-g", `daemon off; pid ${file}.pid;`, "-e", "stderr", "-c", file],
    ],
    tcp: [],
  },
  haproxy: { args: (file: string) => ["-db", "-f", file], tcp: ["12122"] },
  caddy: {
    args: (file: string) => ["run", "--adapter", "caddyfile", "--config", file],
    tcp: [],
  },
} as const;

/** The block of a language in the page. */
async function printed(language: string): Promise<string> {
  const page = await Deno.readTextFile(`${ROOT}docs/proxies.md`);
  const block = new RegExp("^```" + language + "\n(.*?)^```", "ms").exec(page);
  if (block === null) throw new Error(`no block ${language} in proxies.md`);
  return block[1];
}

for (const [name, { args, tcp }] of Object.entries(PROXIES)) {
  const missing = [
    await Network.missing(),
    ...[name].filter((program) => !isOnPath(program)),
    ...NO_OPENSSL ? ["openssl"] : [],
  ].filter((reason) => reason !== undefined);
  const why = missing.length === 0 ? "" : ` (missing: ${missing.join(", ")})`;
  besideOthers(
    `${name}, configured as printed, passes peers, HTTP and events${why}`,
    async () => {
      await using network = await Network.create();
      await using folder = await TemporaryFolder.create();
      await using authority = await Authority.create();
      const users = await folder.write("users.json", USERS);
      const names = `DNS:${HOST}`;
      const files = await authority.certificate({ names });
      const [cert, key] = await Promise.all(
        [files.cert, files.key].map((file) => Deno.readTextFile(file)),
      );
      const both = await folder.write("both.pem", cert + key);
      const config = (await printed(name))
        .replaceAll("/etc/ssl/bus.pem", files.cert)
        .replaceAll("/etc/ssl/bus.key", files.key)
        .replaceAll("/etc/ssl/bus.both.pem", both);
      const [deno, ...flags] = await commandOf("deno");
      await using daemon = network.run("daemon", deno, [
        ...[...flags, `${ROOT}daemon.ts`, "--no-unix", "--no-gun"],
        ...["--trust-proxy", "127.0.0.1,::1", "--users", users],
        ...["--allow-origin", `https://${HOST}`],
      ]);
      await daemon.stdout.match(/listening on ws:/);
      const file = await folder.write("proxy.conf", config);
      await using _proxy = network.run("daemon", "env", [
        // Caddy's own files.
        `XDG_DATA_HOME=${folder.path("data")}`,
        `XDG_CONFIG_HOME=${folder.path("config")}`,
        ...[name, ...args(file)],
      ]);
      const hosts = await folder.write("hosts", `${DAEMON_ADDRESS} ${HOST}\n`);
      await using client = network.run("peers", "unshare", [
        ...["--mount", "sh", "-c", WITH_HOSTS, hosts, deno],
        ...[...flags, CLIENT, HOST, authority.file, PASSWORD, ...tcp],
      ]);
      const status = await client.ended();
      assertEquals([status.code, client.stderr.all], [0, []]);
      const { remotes, ...seen } = JSON.parse(client.stdout.all.join(""));
      assertEquals(seen, {
        fetched: 2,
        streamed: true,
        got: 2,
        ...tcp.length > 0 ? { tcp: 2 } : {},
      });
      for (const remote of remotes) {
        assertEquals([remote, remote.includes(PEERS_ADDRESS)], [remote, true]);
      }
      assertEquals(remotes.length, 2);
    },
    { ignore: missing.length > 0 },
  );
}
