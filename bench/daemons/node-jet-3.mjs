// Starts the daemon of node-jet 3.0.17, as it is on npm:
// node node-jet-3.mjs TCPPORT WSPORT
//
// It uses the global CloseEvent, which Node has only from version 23 on, and
// dies at the first disconnect without it. Hence this stand-in.
import process from "node:process";
globalThis.CloseEvent ??= class CloseEvent extends Event {};
const { default: jet } = await import("node-jet-3");

const [tcpPort, wsPort] = process.argv.slice(2).map(Number);
const daemon = new jet.Daemon();
daemon.listen({ tcpPort, wsPort });
// It says nothing when its listeners stand; the next turn of the event loop is
// late enough, because they listen without looking up a name.
setImmediate(() => {
  console.log(`tcp://127.0.0.1:${tcpPort}`);
  console.log(`ws://127.0.0.1:${wsPort}`);
});
