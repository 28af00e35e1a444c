/**
 * Handshakes of TLS at listening sockets, by `node:tls` on all runtimes.
 *
 * @module
 */
import type { Socket } from "node:net";
import { createServer, type Server, type TLSSocket } from "node:tls";
import { ByteWriter } from "../../base/byte_writer.ts";
import type { Clock } from "../../base/clock.ts";
import { countedAddress } from "../../base/counted_address.ts";
import { ignore } from "../../base/narrowing.ts";
import type { Turns, Work } from "../../base/turns.ts";
import type { SecureEnd } from "../links/byte_stream.ts";
import {
  Heartbeat,
  type HeartbeatClock,
  type HeartbeatMember,
} from "../links/heartbeat.ts";

/** First byte of a handshake: the type of its record. */
const HANDSHAKE_RECORD = 22;
/** Its second byte: the major version of SSL 3 and of all TLS. */
const MAJOR_VERSION = 3;
/** Bytes before a record, the last two its length; most bytes of it. */
const RECORD_HEADER_BYTES = 5;
const MAX_RECORD_BYTES = 1 << 14;
/** Time for a handshake, from the connection on. */
const HANDSHAKE_TIMEOUT_MS = 10_000;
/** Time after which a silent client is taken as one without TLS. */
const PLAIN_AFTER_MS = 1000;
const CHECK_INTERVAL_MS = 500;
/** Handshakes begun in a turn: each takes the processor about a millisecond. */
const BEGUN_PER_TURN = 2;
/** Part of all handshakes that one address may have under way. */
const SHARES = 4;

/** Certificate, key, and authorities of clients, all in PEM. */
export interface TlsMaterial {
  /** The certificate, and those between it and its authority. */
  readonly cert: string;
  /** Its private key. */
  readonly key: string;
  /** Authorities whose certificates are asked of clients. */
  readonly clientCa?: string;
}

/** What handshakes need. */
export interface HandshakeOptions {
  /** Slices in which they begin. */
  readonly turns: Turns;
  /** Measures their time, and knows when the sockets have been read. */
  readonly clock: HeartbeatClock & Pick<Clock, "soon">;
  /** Most handshakes under way. */
  readonly maxHandshakes: number;
  /** Counts that there were more. */
  readonly onLimit: () => void;
  /** Whether clients need a certificate, if there are authorities. */
  readonly requiresCertificate: boolean;
  /** Whether a client of this address may do without TLS. */
  readonly mayBePlain: (address: string) => boolean;
  /**
   * Counts a connection during its handshake.
   *
   * @returns What ends the count, or why the connection is refused.
   */
  readonly admit: (remote: string) => (() => void) | string;
}

/** Takes a connection after its handshake; `secure` is missing without TLS. */
export type Established = (
  socket: Socket,
  secure: SecureEnd | undefined,
) => void;

/** The handshakes of all listening sockets of a daemon. */
export class Handshakes implements Work {
  readonly options: HandshakeOptions;
  /** Beats at which their time is checked. */
  readonly checks: Heartbeat;
  readonly #servers = new Set<Server>();
  #material: TlsMaterial;
  // Under way, the oldest first, and those of each address.
  readonly #all = new Set<Handshake>();
  readonly #byAddress = new Map<string, Set<Handshake>>();
  // Those that wait for a turn.
  readonly #waiting: Handshake[] = [];

  /** @throws {Error} if certificate and key are invalid. */
  constructor(material: TlsMaterial, options: HandshakeOptions) {
    this.options = options;
    this.#material = material;
    this.checks = new Heartbeat(CHECK_INTERVAL_MS, options.clock);
  }

  /** Whether clients are asked for certificates. */
  get asksCertificate(): boolean {
    return this.#material.clientCa !== undefined;
  }

  /**
   * Takes other certificates for the handshakes to come. Connections stay.
   *
   * @throws {Error} if they are invalid; the former ones stay.
   */
  use(material: TlsMaterial): void {
    for (const server of this.#servers) {
      server.setSecureContext(contextOf(material));
    }
    this.#material = material;
  }

  /** Makes what takes the connections of one listening socket. */
  listener(established: Established, plainAnswer?: Uint8Array): TlsListener {
    const server = createServer({
      ...contextOf(this.#material),
      requestCert: this.asksCertificate,
      // Refused by a message: runtimes close the connection without a reason.
      rejectUnauthorized: false,
      // A peer may end its side and still wait for answers.
      allowHalfOpen: true,
    });
    this.#servers.add(server);
    return new TlsListener(this, server, established, plainAnswer);
  }

  /** Adds a handshake. Beyond the limit one that stalls makes way. */
  add(handshake: Handshake): void {
    const { maxHandshakes, onLimit } = this.options;
    const { address } = handshake;
    const own = this.#byAddress.get(address) ?? new Set();
    const share = Math.max(1, Math.floor(maxHandshakes / SHARES));
    const oldest = own.size >= share
      ? first(own)
      : this.#all.size >= maxHandshakes
      ? first(this.#all)
      : undefined;
    if (oldest !== undefined) {
      onLimit();
      oldest.destroy();
    }
    this.#all.add(handshake);
    own.add(handshake);
    this.#byAddress.set(address, own);
    this.checks.add(handshake);
  }

  /** Removes a handshake that has ended. */
  delete(handshake: Handshake): void {
    this.#all.delete(handshake);
    this.checks.delete(handshake);
    const own = this.#byAddress.get(handshake.address);
    own?.delete(handshake);
    if (own?.size === 0) this.#byAddress.delete(handshake.address);
  }

  /** Makes a handshake wait for a turn. */
  wait(handshake: Handshake): void {
    this.#waiting.push(handshake);
    if (this.#waiting.length === 1) this.options.turns.add(this, Infinity);
  }

  proceed(): boolean {
    for (let begun = 0; begun < BEGUN_PER_TURN;) {
      const handshake = this.#waiting.shift();
      if (handshake === undefined) break;
      if (handshake.begin()) begun++;
    }
    return this.#waiting.length === 0;
  }

  /** Forgets a listening socket. */
  forget(server: Server): void {
    this.#servers.delete(server);
  }
}

function first<T>(set: ReadonlySet<T>): T | undefined {
  return set.values().next().value;
}

function contextOf({ cert, key, clientCa }: TlsMaterial) {
  return { cert, key, ca: clientCa, minVersion: "TLSv1.2" } as const;
}

/** Takes the connections of one listening socket. */
export class TlsListener {
  readonly handshakes: Handshakes;
  readonly server: Server;
  readonly established: Established;
  readonly plainAnswer: Uint8Array | undefined;
  // By address and port: `secureConnection` does not tell the socket below.
  readonly #byRemote = new Map<string, Handshake>();

  constructor(
    handshakes: Handshakes,
    server: Server,
    established: Established,
    plainAnswer: Uint8Array | undefined,
  ) {
    this.handshakes = handshakes;
    this.server = server;
    this.established = established;
    this.plainAnswer = plainAnswer;
    server.on("secureConnection", (socket: TLSSocket) => {
      const handshake = this.#byRemote.get(remoteOf(socket));
      if (handshake === undefined) socket.destroy();
      else handshake.established(socket, this.#endOf(socket));
    });
    // The socket's own `close` ends the handshake.
    server.on("tlsClientError", ignore);
    server.on("error", ignore);
  }

  /** Takes a connection. */
  accept(socket: Socket): void {
    const { options } = this.handshakes;
    const remote = remoteOf(socket);
    const admitted = options.admit(remote);
    if (typeof admitted === "string") return void socket.destroy();
    const handshake = new Handshake(this, socket, () => {
      admitted();
      if (this.#byRemote.get(remote) === handshake) {
        this.#byRemote.delete(remote);
      }
    });
    this.#byRemote.set(remote, handshake);
    this.handshakes.add(handshake);
  }

  #endOf(socket: TLSSocket): SecureEnd {
    const { handshakes } = this;
    if (!handshakes.asksCertificate) return {};
    const subject = socket.getPeerCertificate()?.subject;
    if (subject === undefined) {
      return handshakes.options.requiresCertificate
        ? { refusal: "a client certificate is needed" }
        : {};
    }
    if (!socket.authorized) {
      const reason = refusalOf(String(socket.authorizationError));
      return { refusal: `the client certificate ${reason}` };
    }
    // Several common names are a list.
    const name: unknown = subject.CN;
    return typeof name === "string" ? { name } : {};
  }

  /** Ends the handshakes. */
  close(): void {
    this.handshakes.forget(this.server);
    for (const handshake of [...this.#byRemote.values()]) handshake.destroy();
  }
}

function refusalOf(code: string): string {
  if (/EXPIRED/.test(code)) return "has expired";
  if (/NOT_YET_VALID/.test(code)) return "is not valid yet";
  if (/REVOKED/.test(code)) return "is revoked";
  if (/PURPOSE/.test(code)) return "is not for clients";
  return `is not of a known authority (${code})`;
}

function remoteOf(socket: Socket): string {
  return `${socket.remoteAddress}:${socket.remotePort}`;
}

/**
 * Whether what begins with a handshake's first byte may be TLS. A message of binary
 * Jet with 22 bytes, or 790, begins so too: no hello of TLS has version 3.0.
 */
function maybeTls(bytes: Uint8Array, length: number): boolean {
  if (length > 1 && bytes[1] !== MAJOR_VERSION) return false;
  return length < 3 || bytes[2] !== 0;
}

/** A connection from its begin to the end of its handshake. */
class Handshake implements HeartbeatMember {
  /** The address that it is counted by. */
  readonly address: string;
  readonly #listener: TlsListener;
  readonly #socket: Socket;
  readonly #onEnd: () => void;
  readonly #since: number;
  readonly #plain: boolean;
  // The first record, as far as it has come.
  readonly #record = new ByteWriter(0);
  // Whether its silence has lasted, and was or is being looked at.
  #isLookedAt = false;
  #ended = false;

  constructor(listener: TlsListener, socket: Socket, onEnd: () => void) {
    const { options, checks } = listener.handshakes;
    const { remoteAddress = "", remotePort = 0 } = socket;
    this.address = countedAddress(`${remoteAddress}:${remotePort}`);
    this.#listener = listener;
    this.#socket = socket;
    this.#onEnd = onEnd;
    this.#since = checks.now;
    this.#plain = options.mayBePlain(remoteAddress);
    socket.on("data", this.#received);
    socket.once("end", this.#destroyed);
    socket.once("close", this.#destroyed);
  }

  readonly #destroyed = (): void => this.destroy();

  /**
   * Takes the first input. A handshake begins when its first record is complete:
   * what TLS keeps for it, and the end of that, cost more than the connection.
   */
  readonly #received = (chunk: Uint8Array): void => {
    const record = this.#record;
    if (record.length === 0 && chunk[0] !== HANDSHAKE_RECORD) {
      return this.#receivedPlain(chunk);
    }
    record.slice(chunk, 0, chunk.length);
    const { bytes, length } = record;
    if (!maybeTls(bytes, length)) {
      return this.#receivedPlain(bytes.slice(0, length));
    }
    if (length < RECORD_HEADER_BYTES) return;
    const recordBytes = bytes[3] << 8 | bytes[4];
    if (recordBytes > MAX_RECORD_BYTES) return this.destroy();
    if (length < RECORD_HEADER_BYTES + recordBytes) return;
    this.#release().unshift(bytes.slice(0, length));
    this.#listener.handshakes.wait(this);
  };

  #receivedPlain(chunk: Uint8Array): void {
    const socket = this.#release();
    if (this.#plain) {
      socket.unshift(chunk);
      return this.established(socket, undefined);
    }
    const { plainAnswer } = this.#listener;
    if (plainAnswer === undefined) return this.destroy();
    // The rest is read, so that the answer is not lost by a reset.
    socket.on("data", ignore);
    socket.end(plainAnswer);
  }

  /** The socket, paused. */
  #release(): Socket {
    const socket = this.#socket;
    socket.off("data", this.#received);
    socket.off("end", this.#destroyed);
    socket.pause();
    return socket;
  }

  /** Begins the handshake itself; `false` if the connection has ended. */
  begin(): boolean {
    if (this.#ended) return false;
    this.#listener.server.emit("connection", this.#socket);
    return true;
  }

  /** Hands the connection on. */
  established(socket: Socket, secure: SecureEnd | undefined): void {
    if (this.#ended) return;
    this.#end();
    this.#listener.established(socket, secure);
  }

  beat(now: number): void {
    const time = now - this.#since;
    if (time >= HANDSHAKE_TIMEOUT_MS) return this.destroy();
    if (!this.#plain || this.#isLookedAt || time < PLAIN_AFTER_MS) return;
    // A busy runtime calls a timer before it reads what has arrived.
    this.#isLookedAt = true;
    this.#listener.handshakes.options.clock.soon(this.#afterReads);
  }

  readonly #afterReads = (): void => {
    if (this.#ended || this.#record.length > 0) return;
    // Where the daemon speaks first, a client without TLS waits.
    this.established(this.#release(), undefined);
  };

  /** Ends the connection. */
  destroy(): void {
    if (this.#ended) return;
    this.#end();
    this.#socket.destroy();
  }

  #end(): void {
    this.#ended = true;
    this.#socket.off("close", this.#destroyed);
    this.#listener.handshakes.delete(this);
    this.#onEnd();
  }
}
