/**
 * Owners and fetchers of other projects, for each kind a pair with a state of its
 * own: unmodified node-jet 2.x and 3.x, and peers that send what cjet's C++ peers
 * and lua-jet's send. Prints `KIND ready`, `KIND got VALUE TIME`, and `KIND lost`.
 *
 * Arguments: the folder of the packages, the host, the ports of TCP and WebSocket.
 */
import { Buffer } from "node:buffer";
import { createRequire } from "node:module";
import { connect } from "node:net";
import process from "node:process";
import { pathToFileURL } from "node:url";

const [folder, host, port, wsPort] = process.argv.slice(2);
const require = createRequire(`${folder}/`);
const WebSocket = require("ws");
// What Node has from versions 22 and 23 on, and node-jet 3.x needs.
globalThis.WebSocket ??= WebSocket;
globalThis.CloseEvent ??= class CloseEvent extends Event {};
const jet2 = require("node-jet-2");
const { default: jet3 } = await import(
  pathToFileURL(require.resolve("node-jet-3"))
);

// The C++ peers hang up above this.
const MAX_FRAME_BYTES = 262_144;
const ZERO_FRAMES_MS = 5000;
const url = `ws://${host}:${wsPort}/`;
const tcp = { ip: host, port: Number(port) };

const print = (kind, what) => console.log(`${kind} ${what}`);
const got = (kind, value) => print(kind, `got ${value} ${Date.now()}`);

async function begin2(kind, config) {
  const [owner, fetcher] = [new jet2.Peer(config), new jet2.Peer(config)];
  for (const peer of [owner, fetcher]) {
    await peer.connect();
    peer.closed().then(() => print(kind, "lost"));
  }
  const state = new jet2.State(`foreign/${kind}`, 0);
  // One parameter makes the handler a synchronous one.
  state.on("set", (_value) => {});
  await owner.add(state);
  await fetcher.fetch(
    new jet2.Fetcher().path("equals", state.path())
      .on("data", ({ value }) => got(kind, value)),
  );
}

async function begin3(kind, config) {
  const [owner, fetcher] = [new jet3.Peer(config), new jet3.Peer(config)];
  for (const peer of [owner, fetcher]) await peer.connect();
  const state = new jet3.State(`foreign/${kind}`, 0);
  state.addListener("set", () => {});
  await owner.add(state);
  const fetching = new jet3.Fetcher().path("equals", `foreign/${kind}`);
  fetching.addListener("data", ({ value }) => got(kind, value));
  await fetcher.fetch(fetching);
}

/** A stream of frames; `send` takes the text of a message. */
function stream(onMessage, onEnd) {
  const socket = connect(Number(port), host);
  let input = Buffer.alloc(0);
  socket.on("data", (bytes) => {
    input = Buffer.concat([input, bytes]);
    while (input.length >= 4) {
      const end = 4 + input.readUInt32BE(0);
      if (end - 4 > MAX_FRAME_BYTES) return socket.destroy();
      if (input.length < end) return;
      const text = input.toString("utf8", 4, end);
      input = input.subarray(end);
      if (text !== "") onMessage(text);
    }
  });
  socket.on("error", () => {});
  socket.on("close", onEnd);
  return (text) => {
    const body = Buffer.from(text);
    const head = Buffer.alloc(4);
    head.writeUInt32BE(body.length);
    socket.write(Buffer.concat([head, body]));
  };
}

/** A WebSocket that answers no pings, as lua-jet's. */
function webSocket(onMessage, onEnd) {
  const socket = new WebSocket(url, "jet", { autoPong: false });
  const opened = new Promise((resolve) => socket.on("open", resolve));
  socket.on("message", (bytes) => onMessage(bytes.toString()));
  socket.on("error", () => {});
  socket.on("close", onEnd);
  return (text) => opened.then(() => socket.send(text));
}

/** Messages by hand; each has the members of `mark`. */
async function beginRaw(kind, connected, mark, sendsZeroFrames) {
  const path = `foreign/${kind}`;
  const peer = (onRequest) => {
    const waiting = new Map();
    const receive = (text) => {
      for (const message of [JSON.parse(text)].flat()) {
        if (message.method !== undefined) onRequest(message);
        else waiting.get(message.id)?.(message);
      }
    };
    const write = connected(receive, () => print(kind, "lost"));
    if (sendsZeroFrames) setInterval(() => write(""), ZERO_FRAMES_MS);
    const send = (message) => write(JSON.stringify({ ...mark, ...message }));
    const ask = (id, method, params) => {
      const answer = new Promise((resolve) => waiting.set(id, resolve));
      send({ id, method, params });
      return answer;
    };
    return { send, ask };
  };
  const owner = peer(({ id, params: { value } }) => {
    owner.send({ method: "change", params: { path, value } });
    owner.send({ id, result: true });
  });
  const fetcher = peer(({ params: { value } }) => got(kind, value));
  const params = { id: "f", path: { equals: path } };
  for (
    const answer of [
      await owner.ask(1, "add", { path, value: 0 }),
      await fetcher.ask(1, "fetch", params),
    ]
  ) {
    if (answer.error !== undefined) throw new Error(JSON.stringify(answer));
  }
}

const KINDS = {
  "node-jet-2-tcp": (kind) => begin2(kind, tcp),
  "node-jet-2-ws": (kind) => begin2(kind, { url }),
  "node-jet-3-tcp": (kind) => begin3(kind, tcp),
  "node-jet-3-ws": (kind) => begin3(kind, { url }),
  "cpp-tcp": (kind) => beginRaw(kind, stream, { jsonrpc: "2.0" }, true),
  "lua-tcp": (kind) => beginRaw(kind, stream, {}, false),
  "lua-ws": (kind) => beginRaw(kind, webSocket, {}, false),
};
for (const [kind, begin] of Object.entries(KINDS)) {
  await begin(kind);
  print(kind, "ready");
}
