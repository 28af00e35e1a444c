/**
 * Which files of the product run while a message crosses the daemon from socket
 * to socket: read from V8's precise coverage of the daemon's own process.
 */
import { Session } from "node:inspector/promises";
import { Daemon } from "../../daemon.ts";
import { encodeFrame } from "../../mod.ts";
import { ROOT } from "../support/runtimes.ts";

/** Files that run for one message, in the order of their names. */
export interface Hops {
  /** Of a `change`, from its owner to one fetcher. */
  readonly change: string[];
  /** Of a `set`, from a client to the owner, and of the answer back. */
  readonly set: string[];
}

/** Opens a connection whose input is read and dropped. */
async function connect(port: number): Promise<Deno.TcpConn> {
  const conn = await Deno.connect({ hostname: "127.0.0.1", port });
  conn.readable.pipeTo(new WritableStream()).catch(() => {});
  return conn;
}

// Messages of a kind before the one whose files are counted.
const WARM_UP = 5;

// Longer than a message takes, shorter than the daemon's own timers.
const SETTLE_MS = 50;

function request(method: string, params: unknown, id?: number): Uint8Array {
  return encodeFrame(JSON.stringify({ id, method, params }));
}

/** Measures a change and a set of classic peers over TCP. */
export async function measureHops(): Promise<Hops> {
  const inspector = new Session();
  inspector.connect();
  await inspector.post("Profiler.enable");
  await inspector.post("Profiler.startPreciseCoverage", {
    callCount: true,
    detailed: false,
  });

  /** Files that have run since the last call. */
  async function executed(): Promise<string[]> {
    const { result } = await inspector.post("Profiler.takePreciseCoverage");
    const files: string[] = [];
    for (const { url, functions } of result) {
      if (!url.startsWith(`file://${ROOT}`)) continue;
      const file = url.slice(`file://${ROOT}`.length);
      if (/^(tests|base|protocol\/values)\//.test(file)) continue;
      const runs = functions.some(({ functionName, ranges }) =>
        functionName !== "" && ranges[0].count > 0
      );
      if (runs) files.push(file);
    }
    return files.sort();
  }

  await using daemon = new Daemon();
  const [{ port }] = await daemon.listen({ port: 0 });
  const owner = await connect(port);
  const client = await connect(port);

  /** Sends frames, one after the other, and tells which files have run. */
  async function send(...frames: [Deno.TcpConn, Uint8Array][]) {
    await executed();
    for (const [conn, frame] of frames) {
      await conn.write(frame);
      await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
    }
    return await executed();
  }

  const set = (value: number) => request("set", { path: "a", value }, value);
  const change = (value: number) => request("change", { path: "a", value });
  // An id of the daemon for each set, in the order in which they are routed.
  const answer = (id: number) =>
    encodeFrame(JSON.stringify({ id, result: true }));
  const fetch = request("fetch", { id: "f", path: { equals: "a" } }, 2);
  await send([owner, request("add", { path: "a", value: 0 }, 1)]);
  await send([client, request("config", { name: "client" }, 3)]);
  // The first messages of a kind detect the dialect and fill caches: counted is
  // one that has had others like it. A set without a fetch brings no event.
  for (let n = 1; n <= WARM_UP; n++) {
    await send([client, set(n)], [owner, answer(n)]);
  }
  const last = WARM_UP + 1;
  const setFiles = await send([client, set(last)], [owner, answer(last)]);
  await send([client, fetch]);
  for (let n = 1; n <= WARM_UP; n++) await send([owner, change(n)]);
  const changeFiles = await send([owner, change(last)]);
  owner.close();
  client.close();
  inspector.disconnect();
  return { change: changeFiles, set: setFiles };
}
