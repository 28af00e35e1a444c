// Asks a daemon for its name over TCP: node ask.mjs HOST PORT
import net from "node:net";

const [host, port] = process.argv.slice(2);
const request = Buffer.from('{"id":1,"method":"info","params":{}}');
const header = Buffer.alloc(4);
header.writeUInt32BE(request.length);

const socket = net.connect(Number(port), host);
socket.setTimeout(10_000, () => socket.destroy(new Error("no answer")));
socket.write(Buffer.concat([header, request]));
let answer = Buffer.alloc(0);
socket.on("data", (chunk) => {
  answer = Buffer.concat([answer, chunk]);
  if (answer.length < 4 || answer.length < 4 + answer.readUInt32BE(0)) return;
  const { result } = JSON.parse(answer.subarray(4).toString());
  console.log(`${result.name} ${result.version} answers`);
  socket.destroy();
});
socket.on("error", (error) => {
  console.error(error.message);
  process.exit(1);
});
