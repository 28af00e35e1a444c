/**
 * Peers that know several members: by a list of addresses, or by a name that has
 * several.
 */
import { assertRejects } from "@std/assert";
import { Peer } from "../../peer.ts";
import { DaemonProcess } from "../support/daemon_process.ts";
import { NatsServer } from "../support/nats.ts";
import { Program } from "../support/process.ts";
import { onOneRuntime, ROOT } from "../support/runtimes.ts";
import { TemporaryFolder } from "../support/temporary.ts";
import { cannotRun, clusterName, memberArgs, View } from "./members.ts";

const NAME = "bus.test";
const HOSTS = ["127.0.0.2", "127.0.0.3"];
const PROGRAM = `${ROOT}tests/cluster/wanderer.ts`;

/** Runs a command where the name has the addresses of all hosts. */
const WITH_HOSTS = 'mount --bind "$0" /etc/hosts && exec "$@"';

/** Whether a process can have an /etc/hosts of its own here. */
const canName = await new Deno.Command("unshare", {
  args: ["-rm", "sh", "-c", WITH_HOSTS, "/etc/hosts", "true"],
  stderr: "null",
}).output().then(({ success }) => success, () => false);

onOneRuntime(
  "peers of a member that is killed go to another one, and add again",
  async (runtime) => {
    await using nats = await NatsServer.start();
    const args = memberArgs([nats], clusterName());
    const start = (i: number, port: number) =>
      DaemonProcess.start(runtime, undefined, {
        args: [...args, "--name", `d${i}`, "--host", HOSTS[i]]
          .concat("--port", String(port)),
      });
    await using first = await start(0, 0);
    const { port } = first;
    await using _second = await start(1, port);
    const urls = HOSTS.map((host) => `tcp://${host}:${port}`);

    await using stack = new AsyncDisposableStack();
    const script = ["run", "-A", "--no-check", PROGRAM];
    const begin = (kind: string, ...places: string[]) =>
      stack.use(
        Program.run(Deno.execPath(), [...script, kind, kind, ...places]),
      );
    begin("Peer", ...urls);
    begin("PeerSync", ...urls);
    const paths = ["Peer", "PeerSync"];
    if (canName) {
      const folder = stack.use(await TemporaryFolder.create());
      const hosts = folder.path("hosts");
      const lines = HOSTS.map((host) => `${host} ${NAME}\n`);
      await Deno.writeTextFile(hosts, lines.join(""));
      stack.use(Program.run("unshare", [
        ...["-rm", "sh", "-c", WITH_HOSTS, hosts, Deno.execPath(), ...script],
        ...["Peer", "named", `tcp://${NAME}:${port}`],
      ]));
      paths.push("named");
    }

    await using client = await Peer.connect(urls[1]);
    const view = new View();
    await client.fetch({ path: { equalsOneOf: paths } }, view.take).ready;
    await view.until("all states", () => view.states.size === paths.length);
    first.signal("SIGKILL");
    const isBack = (path: string) =>
      view.events.filter((event) => event === `add ${path} 1`).length >= 2;
    await view.until("all states again", () => paths.every(isBack));
    for (const path of paths) await client.set(path, 2);
  },
  { ignore: cannotRun("bun"), beside: true },
);

Deno.test("a peer without any address is refused", async () => {
  await assertRejects(() => Peer.connect([]), TypeError, "address");
});
