/**
 * A client of a daemon behind a proxy. Prints a line of JSON: the value that a
 * fetch brought, that `GET` had, and that a stream of events brought while it
 * stayed open; the addresses of the peers as the daemon knows them.
 *
 * Arguments: the proxy's name, the file of its authority, the password of
 * the user `root`, and the port of its TCP, if it has one.
 */
import { readFileSync } from "node:fs";
import https from "node:https";
import process from "node:process";
import { Peer, State } from "../../../peer.ts";

const [host, file, password, tcpPort] = process.argv.slice(2);
const ca = readFileSync(file, "utf8");
const options = {
  // The proxy may not listen yet.
  retry: true,
  tls: { ca },
  user: "root",
  password,
};
const headers = {
  Authorization: `Basic ${btoa(`root:${password}`)}`,
};

/** A response of the daemon, through the proxy. */
function get(
  path: string,
  accept: string,
  onData: (text: string, end: () => void) => void = () => {},
): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  let all = "";
  const request = https.get({
    ...{ host, port: 443, path, ca },
    headers: { ...headers, Accept: accept },
  }, (response) => {
    response.setEncoding("utf8");
    response.on("data", (text: string) => {
      all += text;
      onData(all, () => {
        resolve(all);
        request.destroy();
      });
    });
    response.on("end", () => resolve(all));
  });
  request.on("error", reject);
  return promise;
}

const owner = await Peer.connect(`wss://${host}`, options);
const fetcher = await Peer.connect(`wss://${host}`, options);
const state = await owner.add(new State("behind", 1));
const fetched = Promise.withResolvers<number>();
await fetcher.fetch<number>({ path: "behind" }, ({ event, value }) => {
  if (event === "change") fetched.resolve(value);
}).ready;
let begun = false;
const watch = ["/v1/fetch?path=behind", "text/event-stream"] as const;
const events = get(...watch, (text, end) => {
  if (!begun && text.includes("behind")) {
    begun = true;
    state.change(2);
  } else if (/"value":2/.test(text)) end();
});
const streamed = /"value":2/.test(await events);
const got = await get("/v1/states/behind", "application/json");
const rows = await fetcher.call<{ transport: string; remote: string }[]>(
  "$jet/peers",
);
let tcp: unknown;
if (tcpPort !== undefined) {
  const peer = await Peer.connect(`tls://${host}:${tcpPort}`, options);
  tcp = await peer.get("behind").catch((error) => error.name);
  await peer.close();
}
console.log(JSON.stringify({
  fetched: await fetched.promise,
  streamed,
  got: JSON.parse(got),
  remotes: rows.filter(({ transport }) => transport === "websocket")
    .map(({ remote }) => remote),
  tcp,
}));
process.exit();
