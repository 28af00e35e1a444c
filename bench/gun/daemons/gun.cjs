// Starts the relay of gun, as it is on npm, with its storage in this folder:
// node gun.cjs PORT FOLDER [AXE], where AXE is "axe" or "no-axe".
"use strict";
const http = require("node:http");
const process = require("node:process");
const Gun = require("gun");

const [port, folder, axe] = process.argv.slice(2);
const server = http.createServer();
const options = { web: server, file: folder, multicast: false, stats: false };
// AXE is on unless it is switched off.
Gun(axe === "no-axe" ? { ...options, axe: false } : options);
server.listen(Number(port), "127.0.0.1", () => {
  console.log(`ws://127.0.0.1:${server.address().port}/gun`);
});
