/**
 * Listening sockets. One file implements {@linkcode Sockets} for each runtime.
 *
 * @module
 */
import type { Turns } from "../../base/turns.ts";
import type { Link, Transport } from "../../protocol/link.ts";
import type {
  ByteStream,
  SecureEnd,
  StreamHandler,
} from "../links/byte_stream.ts";
import type { Format } from "../links/format.ts";
import { StreamLink } from "../links/stream_link.ts";
import type { Handshakes } from "./tls.ts";

/** Takes a new connection, and what TLS has found out about its other end. */
export type Accept = (link: Link, secure: SecureEnd | undefined) => void;

/**
 * Takes the byte stream of a new connection.
 *
 * @param onEnd To be called once, when the connection has been closed.
 * @returns What handles the events of the stream.
 */
export type Open = (stream: ByteStream, onEnd: () => void) => StreamHandler;

/** Something that takes connections. */
export interface Listener {
  /** Port it listens on; 0 for a unix socket. */
  readonly port: number;
  /** Takes no more connections; resolves when the open ones have ended. */
  close(): Promise<void>;
}

/** A TCP port to listen on. */
export interface TcpEndpoint {
  /** Local address. */
  readonly hostname: string;
  /** Port; 0 takes a free one. */
  readonly port: number;
  /**
   * Seconds without acknowledgement after which a connection is dead; 0: the
   * times of the system.
   */
  readonly deadAfter: number;
  /**
   * What a client without TLS is sent where only TLS is taken, before its
   * connection is closed.
   */
  readonly plainAnswer?: Uint8Array;
}

/** A listening socket inherited from the parent process. */
export interface InheritedSocket {
  /** Local address; "" for a unix socket. */
  readonly hostname: string;
  /** Its port; 0 for a unix socket. */
  readonly port: number;
  /** Takes its connections; until then they wait. */
  listen(
    open: Open,
    turns: Turns,
    endpoint: Pick<TcpEndpoint, "deadAfter" | "plainAnswer">,
  ): Promise<Listener>;
}

/** The stream sockets of a runtime. Connections begin in slices of turns. */
export interface Sockets {
  /** Listens on a TCP port. */
  listenTcp(endpoint: TcpEndpoint, open: Open, turns: Turns): Promise<Listener>;
  /** Listens on a unix socket; a name that begins with NUL is abstract. */
  listenUnix(path: string, open: Open, turns: Turns): Promise<Listener>;
  /**
   * A listening socket of TCP or unix.
   *
   * @param fd Its descriptor.
   * @throws {Error} if it is none.
   */
  inherited(fd: number): Promise<InheritedSocket>;
  /** The same with TLS on those of TCP. */
  secured(handshakes: Handshakes): Promise<Sockets>;
  /** Whether unix sockets can have abstract names (on Linux). */
  readonly abstractSockets: boolean;
}

/** Makes a link of each connection. */
export function linksOf(
  transport: Transport,
  format: Format,
  accept: Accept,
): Open {
  return (stream, onEnd) => {
    const link = new StreamLink(stream, transport, format, onEnd);
    accept(link, stream.secure);
    return link;
  };
}

/** Begins a new connection, in a later turn if many have come in this one. */
export function beginInTurn(turns: Turns, begin: () => void): void {
  turns.arrive(Infinity);
  if (!turns.spent) return begin();
  const work = {
    proceed() {
      begin();
      return true;
    },
  };
  turns.add(work, Infinity);
}
