/**
 * A daemon for the runs of real clients that is two: members of a cluster on Deno
 * and on Bun, behind ports whose connections go to one and the other in turn. So
 * the owner and the client of a test, which connect one after the other, are at
 * different members. Takes the arguments of a daemon, prints where it listens, and
 * ends by SIGTERM.
 *
 *     deno run -A tests/cluster/alternating.ts --port 0 --ws-port 0 --no-unix
 *
 * @module
 */
import { DaemonProcess } from "../support/daemon_process.ts";
import { NatsServer } from "../support/nats.ts";
import { clusterName, memberArgs } from "./members.ts";

/** Copies one direction of a connection; the other one may go on. */
async function copy(from: Deno.Conn, to: Deno.Conn): Promise<void> {
  const chunk = new Uint8Array(1 << 16);
  for (;;) {
    const length = await from.read(chunk);
    if (length === null) return await to.closeWrite();
    for (let at = 0; at < length;) {
      at += await to.write(chunk.subarray(at, length));
    }
  }
}

async function join(client: Deno.Conn, port: number): Promise<void> {
  using _client = client;
  using daemon = await Deno.connect({ hostname: "127.0.0.1", port });
  // A reset ends both.
  await Promise.all([copy(client, daemon), copy(daemon, client)])
    .catch(() => {});
}

/** Listens, and sends connections to the ports in turn. */
function alternate(ports: readonly number[]): Deno.TcpListener {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const accept = async () => {
    let count = 0;
    for await (const client of listener) {
      join(client, ports[count++ % ports.length]);
    }
  };
  accept();
  return listener;
}

if (import.meta.main) {
  const ended = new Promise<void>((resolve) =>
    Deno.addSignalListener("SIGTERM", () => resolve())
  );
  await using nats = await NatsServer.start();
  // The members' own addresses are free ones, a unix socket too.
  const given = Deno.args.filter((arg) => arg !== "--no-unix");
  const args = [...given, ...memberArgs([nats], clusterName())];
  const [first, second] = await Promise.all(
    (["deno", "bun"] as const).map((runtime) =>
      DaemonProcess.start(runtime, undefined, { args })
    ),
  );
  await using _first = first;
  await using _second = second;
  const tcp = alternate([first.port, second.port]);
  console.log(`listening on tcp://127.0.0.1:${tcp.addr.port}`);
  const web = alternate([first.wsPort, second.wsPort]);
  console.log(`listening on ws://127.0.0.1:${web.addr.port}/`);
  await ended;
  tcp.close();
  web.close();
}
