/**
 * The codes of errors on the wire, for every dialect and for peers. Texts are
 * each dialect's own.
 *
 * @module
 */

/** JSON-RPC: the message is not JSON. */
export const PARSE_ERROR = -32700;

/** JSON-RPC: the message is not a request. */
export const INVALID_REQUEST = -32600;

/** JSON-RPC: the daemon has no method of that name. */
export const METHOD_NOT_FOUND = -32601;

/** JSON-RPC: the parameters are wrong. */
export const INVALID_PARAMS = -32602;

/** JSON-RPC: the answering side failed. */
export const INTERNAL_ERROR = -32603;

/** Jet: the owner did not answer in time. */
export const RESPONSE_TIMEOUT = -32001;

/** Jet: a limit of the daemon is reached. */
export const LIMIT_EXCEEDED = -32005;

/** The error object of a JSON-RPC answer. */
export interface WireError {
  /** One of the codes of this module, or the owner's own. */
  readonly code: number;
  /** A short text, the same for all errors of one code. */
  readonly message: string;
  /** What is particular to this error. */
  readonly data?: unknown;
}
