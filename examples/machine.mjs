// A Node program: publishes the load of this machine, and watches all that do the same.
// Usage: node examples/machine.mjs [url], from Node 22.18 on
import { freemem, hostname, loadavg, totalmem } from "node:os";
import { argv, env, version } from "node:process";
import { Method, Peer, State } from "../peer.ts";

const url = argv[2] ?? env.JET_URL ?? "tcp://localhost:11122";
const peer = await Peer.connect(url, { name: "machine" });
const here = `machines/${hostname()}`;

const load = await peer.add(new State(`${here}/load`, loadavg()[0]));
const free = await peer.add(new State(`${here}/free`, freemem() / totalmem()));
await peer.add(new Method(`${here}/node`, () => version));
setInterval(() => {
  load.value = loadavg()[0];
  free.value = freemem() / totalmem();
}, 2000);

peer.fetch({ below: "machines", type: ["state"] }, ({ event, path, value }) => {
  console.log(event.padEnd(6), path, value.toFixed(2));
});
