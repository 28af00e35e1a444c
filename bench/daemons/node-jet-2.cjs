// Starts the daemon of node-jet 2.1.1, as it is on npm:
// node node-jet-2.cjs TCPPORT WSPORT
"use strict";
const process = require("node:process");
const { Daemon } = require("node-jet-2");

const [tcpPort, wsPort] = process.argv.slice(2).map(Number);
const daemon = new Daemon();
daemon.listen({ tcpPort, wsPort });
daemon.listener.on("listening", () => {
  console.log(`tcp://127.0.0.1:${tcpPort}`);
});
daemon.wsServer.on("listening", () => {
  console.log(`ws://127.0.0.1:${wsPort}`);
});
