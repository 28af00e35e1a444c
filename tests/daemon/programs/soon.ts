// A daemon whose program keeps the event loop in the turn of a new connection,
// until another one has sent a request. Prints of how many such turns the
// request was not carried out when `soon` called back.
import { Buffer } from "node:buffer";
import { connect, type Socket } from "node:net";
import process from "node:process";
import { isMainThread, Worker, workerData } from "node:worker_threads";
import { systemClock } from "../../../base/system_clock.ts";
import { Daemon } from "../../../daemon.ts";

const TURNS = 100;
// After so long the worker is taken for broken.
const MAX_WAIT_MS = 10_000;

/** What the program tells its worker. */
interface Work {
  readonly port: number;
  /** How many requests the second connection has sent. */
  readonly sent: Int32Array;
  /** How many turns are over. */
  readonly over: Int32Array;
}

/** Sends a message; resolves when the system has taken it. */
function send(socket: Socket, message: unknown): Promise<void> {
  const text = Buffer.from(JSON.stringify(message));
  const head = Buffer.alloc(4);
  head.writeUInt32BE(text.length);
  return new Promise((resolve) =>
    socket.write(Buffer.concat([head, text]), () => resolve())
  );
}

async function open(port: number): Promise<Socket> {
  const socket = connect(port, "127.0.0.1");
  socket.setNoDelay(true);
  socket.resume();
  await new Promise((resolve) => socket.once("connect", resolve));
  return socket;
}

async function work({ port, sent, over }: Work): Promise<void> {
  const second = await open(port);
  // Its answer shows that the daemon reads.
  const answer = new Promise((resolve) => second.once("data", resolve));
  await send(second, {
    id: 1,
    method: "config",
    params: { name: "second" },
  });
  await answer;
  for (let turn = 1; turn <= TURNS; turn++) {
    const first = await open(port);
    await send(second, {
      method: "add",
      params: { path: `turn/${turn}`, value: turn },
    });
    Atomics.store(sent, 0, turn);
    Atomics.notify(sent, 0);
    Atomics.wait(over, 0, turn - 1, MAX_WAIT_MS);
    first.destroy();
  }
}

async function serve(): Promise<void> {
  const daemon = new Daemon();
  const [{ port }] = await daemon.listen({ port: 0 });
  const sent = new Int32Array(new SharedArrayBuffer(4));
  const over = new Int32Array(new SharedArrayBuffer(4));
  let turn = 0;
  let missed = 0;
  const done = Promise.withResolvers<void>();
  let known = false;
  daemon.addEventListener("connect", () => {
    // The first connection is the one that sends.
    if (!known) return void (known = true);
    turn++;
    // Asked for at the beginning: what comes during the turn counts too.
    systemClock.soon(() => {
      const second = daemon.peers.find(({ name }) => name === "second");
      if (second?.elements !== turn) missed++;
      if (turn === TURNS) done.resolve();
      Atomics.store(over, 0, turn);
      Atomics.notify(over, 0);
    });
    if (Atomics.wait(sent, 0, turn - 1, MAX_WAIT_MS) === "timed-out") {
      throw new Error("the worker has sent nothing");
    }
  });
  const workerData: Work = { port: Number(port), sent, over };
  new Worker(new URL(import.meta.url), { workerData });
  await done.promise;
  console.log(JSON.stringify({ turns: turn, missed }));
  process.exit(0);
}

await (isMainThread ? serve() : work(workerData));
