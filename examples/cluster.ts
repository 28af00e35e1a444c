// Three servers of NATS and three daemons on this machine, as one bus.
// Usage: deno run -A examples/cluster.ts (needs nats-server on the PATH)
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import process from "node:process";
import { Daemon } from "../daemon.ts";

/** Ports that nothing listens on now: each server has to know all of them. */
async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer());
  const ports: number[] = [];
  for (const server of servers) {
    await new Promise<void>((resolve) => {
      server.listen(0, "127.0.0.1", resolve);
    });
    const address = server.address();
    if (address !== null && typeof address === "object") {
      ports.push(address.port);
    }
  }
  for (const server of servers) {
    await new Promise((resolve) => server.close(resolve));
  }
  return ports;
}

const ports = await freePorts(6);
const clients = ports.slice(0, 3);
const routes = ports.slice(3).map((port) => `nats://127.0.0.1:${port}`);
const folder = await mkdtemp(`${tmpdir()}/jet-cluster-`);
const servers = clients.map((port, i) =>
  spawn("nats-server", [
    ...["-js", "-sd", `${folder}/${i}`, "-n", `n${i}`],
    ...["-a", "127.0.0.1", "-p", String(port)],
    ...["--cluster_name", "example", "--cluster", routes[i]],
    ...["--routes", routes.join()],
    // Ctrl-C on a terminal ends a group of processes: daemons leave before servers end.
  ], { stdio: "ignore", detached: true })
);
for (const server of servers) {
  server.on("error", (error) => {
    console.error(`no nats-server: ${error.message}`);
    process.exit(1);
  });
}

const NAMES = ["a", "b", "c"];
const daemons = NAMES.map((name) =>
  new Daemon({
    name,
    cluster: {
      servers: clients.map((port) => `nats://127.0.0.1:${port}`),
      name: "example",
      replicas: 3,
      // NATS takes up to ten seconds to find a new leader.
      lease: 20,
    },
  })
);

async function close(): Promise<void> {
  for (const daemon of daemons) await daemon.close();
  // They write into the folder until they have ended.
  await Promise.all(servers.map(async (server) => {
    if (server.exitCode !== null || server.signalCode !== null) return;
    const ended = once(server, "exit");
    server.kill();
    await ended;
  }));
  await rm(folder, { recursive: true, force: true });
  process.exit(0);
}
process.once("SIGINT", close);
process.once("SIGTERM", close);

for (const [i, daemon] of daemons.entries()) {
  daemon.addEventListener("warning", ({ detail }) => {
    console.error(`${NAMES[i]}: ${detail.message}`);
  });
}
console.log("three servers of NATS elect a leader…");
const urls = await Promise.all(daemons.map(async (daemon, i) => {
  const [tcp, ws] = await daemon.listen({ port: 0, wsPort: 0 });
  const radar = ws.url.replace("ws:", "http:");
  console.log(`daemon ${NAMES[i]}: ${tcp.url} ${ws.url} Radar: ${radar}`);
  return tcp.url;
}));
console.log(`one bus: add at one of them, fetch at another
  deno run -A cli.ts add hello 1 --url ${urls[0]}
  deno run -A cli.ts watch hello --url ${urls[1]}
  deno run -A cli.ts set hello 2 --url ${urls[2]}`);
for (const [i, { pid }] of servers.entries()) {
  console.log(`server n${i} of NATS has the process ${pid}: end one of them`);
}
