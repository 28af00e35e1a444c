/**
 * Strangers who flood a port that takes TLS with handshakes.
 *
 * @module
 */
import { once } from "node:events";
import { createServer } from "node:net";
import { connect } from "node:tls";
import { ROOT } from "../../support/runtimes.ts";
import type { Attack } from "../attack.ts";
import { elsewhere, sending } from "../sending.ts";
import type { Stage } from "../stage.ts";

/** Peers that behave do without TLS. */
const args = [
  ...["--cert", `${ROOT}tests/adversary/tls/cert.pem`],
  ...["--key", `${ROOT}tests/adversary/tls/key.pem`],
  ...["--plain", "local"],
];

const PARALLEL = 32;

/** Completes a handshake, and ends it. */
async function handshake(port: number, localAddress: string): Promise<void> {
  const socket = connect({
    ...{ host: "127.0.0.1", port, localAddress },
    rejectUnauthorized: false,
  });
  socket.on("error", () => {});
  socket.once("secureConnect", () => socket.destroy());
  await once(socket, "close").catch(() => {});
}

async function flood(stage: Stage): Promise<void> {
  const { port } = stage.site;
  await Promise.all(Array.from({ length: PARALLEL }, async (_, index) => {
    while (stage.goesOn) await handshake(port, elsewhere(index));
  }));
}

/** What a client of TLS says first. */
async function clientHello(): Promise<Uint8Array> {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" ? address?.port : undefined;
  const socket = connect({ port, host: "127.0.0.1" });
  socket.on("error", () => {});
  const [accepted] = await once(server, "connection");
  const [hello] = await once(accepted, "data");
  socket.destroy();
  accepted.destroy();
  server.close();
  return hello;
}

/** Says hello, and takes the certificate without an answer. */
async function greet(stage: Stage): Promise<void> {
  const hello = await clientHello();
  await stage.each(
    2000,
    (index) => stage.tcp(elsewhere(index)),
    (stranger) => stranger.drain().send(hello),
  );
  await stage.stay();
}

export const TLS: readonly Attack[] = [
  {
    name: "tls-handshakes",
    about: "handshakes of TLS without end, 32 at a time",
    args,
    short: true,
    run: flood,
  },
  sending({
    name: "tls-unfinished",
    about: "3,000 connections that begin a handshake of TLS and stall",
    args,
    connections: 3000,
    from: elsewhere,
    bytes: () => new Uint8Array([22, 3, 1, 2, 0, 1, 0, 1, 252, 3, 3]),
  }),
  {
    name: "tls-hellos",
    about: "2,000 connections that begin a handshake of TLS and go no further",
    args,
    run: greet,
  },
];
