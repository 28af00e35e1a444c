/**
 * An owner that knows nothing of this library, over TCP: it adds states, and
 * answers what it is asked. Prints what it is asked to set, and its end.
 *
 * Arguments: the port, then the paths.
 */
import { connect } from "node:net";
import process from "node:process";

const [port, ...paths] = process.argv.slice(2);
const socket = connect(Number(port), "127.0.0.1");

function send(message: object): void {
  const body = new TextEncoder().encode(JSON.stringify(message));
  const frame = new Uint8Array(4 + body.length);
  new DataView(frame.buffer).setUint32(0, body.length);
  frame.set(body, 4);
  socket.write(frame);
}

let input = new Uint8Array();
let missing = paths.length;

socket.on("data", (bytes: Uint8Array) => {
  const all = new Uint8Array(input.length + bytes.length);
  all.set(input);
  all.set(bytes, input.length);
  input = all;
  for (;;) {
    if (input.length < 4) return;
    const end = 4 + new DataView(input.buffer).getUint32(0);
    if (input.length < end) return;
    const text = new TextDecoder().decode(input.subarray(4, end));
    input = input.slice(end);
    const { id, method, params } = JSON.parse(text);
    if (method === undefined) {
      missing--;
      if (missing === 0) console.log("ready");
    } else {
      console.log(`${method} is set to ${params.value}`);
      const { value } = params;
      send({ method: "change", params: { path: method, value } });
      send({ id, result: true });
    }
  }
});
socket.on("end", () => {
  console.log("lost");
  socket.end();
});
socket.on("error", () => console.log("lost"));

for (const [id, path] of paths.entries()) {
  send({ id, method: "add", params: { path, value: 0 } });
}
