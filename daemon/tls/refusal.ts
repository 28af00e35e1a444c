/**
 * Messages to clients that are refused before they have asked for anything.
 *
 * @module
 */
import { CloseCode, type Link } from "../../protocol/link.ts";

const INVALID_REQUEST = -32600;
const encoder = new TextEncoder();

/** The answer to a client without TLS where only TLS is taken. */
export function tlsOnly(schemes: string): string {
  return `This port takes TLS only: connect with ${schemes}`;
}

/** An error in JSON-RPC that answers no request. */
export function refusalMessage(reason: string): Uint8Array {
  const error = { code: INVALID_REQUEST, message: reason };
  return encoder.encode(JSON.stringify({ id: null, error }));
}

/** Refuses a link; peers of binary Jet get no reason. */
export function refuse(link: Link, reason: string, binary: boolean): void {
  if (!binary) link.sendBytes(refusalMessage(reason));
  link.close(CloseCode.policy, reason);
}
