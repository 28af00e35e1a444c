/**
 * Connecting over TLS by `node:tls`, which Deno, Bun and Node have.
 *
 * @module
 */
import { asError } from "../../base/narrowing.ts";
import { hasMethods, ownMember } from "../../base/object_members.ts";
import type { ByteStream, StreamHandler } from "../links/byte_stream.ts";
import type { ClientTls, GiveTls } from "../links/client_tls.ts";
import type { NodeSocket } from "../streams/node.ts";
import { builtinModule, startNode } from "./node.ts";

interface TlsSockets {
  connect(
    options: {
      host: string;
      port: number;
      allowHalfOpen: boolean;
      ca?: string;
      cert?: string;
      key?: string;
      servername?: string;
    },
  ): NodeSocket;
}

function isTlsSockets(value: unknown): value is TlsSockets {
  return hasMethods(value, "connect");
}

/** Where a connection leads. */
interface Target {
  readonly hostname: string;
  readonly port: number;
}

/**
 * Connects over TLS.
 *
 * @throws {Error} that says what is wrong with which certificate.
 */
export async function connectTls<L extends StreamHandler>(
  { hostname, port }: Target,
  give: GiveTls,
  signal: AbortSignal,
  make: (stream: ByteStream) => L,
): Promise<L> {
  const sockets = builtinModule("node:tls");
  if (!isTlsSockets(sockets)) throw new Error("this runtime has no node:tls");
  const { ca, cert, key, serverName } = await given(give);
  signal.throwIfAborted();
  const name = serverName ?? hostname;
  let socket: NodeSocket;
  try {
    socket = sockets.connect({
      host: hostname,
      port,
      allowHalfOpen: true,
      ...ca === undefined ? {} : { ca },
      ...cert === undefined ? {} : { cert },
      ...key === undefined ? {} : { key },
      ...serverName === undefined ? {} : { servername: serverName },
    });
  } catch (error) {
    throw new Error(`the certificates given are invalid: ${explain(error)}`, {
      cause: error,
    });
  }
  return await startNode(socket, "secureConnect", signal, make)
    .catch((error: unknown) => {
      throw signal.aborted ? error : tlsError(error, name);
    });
}

async function given(give: GiveTls): Promise<ClientTls> {
  return typeof give === "function" ? await give() : give;
}

function explain(error: unknown): string {
  return asError(error).message;
}

const UNKNOWN_AUTHORITY =
  "the daemon's certificate is not of a known authority (option ca)";

/** Sentences for the codes of Node and for the texts of Deno. */
const SENTENCES: readonly (readonly [RegExp, (name: string) => string])[] = [
  [
    /CERT_HAS_EXPIRED|certificate expired/,
    () => "the daemon's certificate has expired",
  ],
  [
    /CERT_NOT_YET_VALID|certificate not valid yet/,
    () => "the daemon's certificate is not valid yet",
  ],
  [
    /ERR_TLS_CERT_ALTNAME_INVALID|NotValidForName|certificate not valid for name/,
    (name) => `the daemon's certificate is not for the name ${name}`,
  ],
  [
    /SELF_SIGNED|UNABLE_TO_GET|UnknownIssuer|CaUsedAsEndEntity/,
    () => UNKNOWN_AUTHORITY,
  ],
  [
    /UNABLE_TO_VERIFY/,
    // Deno has this code for both.
    () => `${UNKNOWN_AUTHORITY}, or it has expired`,
  ],
  [
    /WRONG_VERSION|wrong version|InvalidContentType|packet length too long|UNEXPECTED_MESSAGE|corrupt message/i,
    () => "there is no TLS at this port",
  ],
];

/** The failure of a handshake as a sentence, with the error as its cause. */
export function tlsError(error: unknown, name: string): Error {
  const code = ownMember(error, "code");
  const text = `${typeof code === "string" ? code : ""} ${explain(error)}`;
  const found = SENTENCES.find(([pattern]) => pattern.test(text));
  if (found === undefined) return asError(error);
  return new Error(`${found[1](name)} (${text.trim()})`, { cause: error });
}
