/**
 * Errors on their way between the program and its thread, so that they are
 * instances of the same classes on the other side.
 *
 * @module
 */
import { asError } from "../../base/narrowing.ts";
import {
  ConnectionClosed,
  InvalidArgument,
  JetError,
  PeerTimeout,
  Unauthorized,
} from "../../protocol/errors/classes.ts";
import {
  FetchOnly,
  NotFound,
  Occupied,
  PeerError,
} from "../../protocol/errors/owner_classes.ts";

/** An error between the threads. */
export interface PackedError {
  readonly name: string;
  readonly message: string;
  readonly code?: number;
  readonly data?: unknown;
  readonly path?: string;
  readonly cause?: PackedError;
}

/** Packs whatever was thrown. */
export function packError(thrown: unknown): PackedError {
  const { name, message, cause } = asError(thrown);
  return {
    name,
    message,
    ...(thrown instanceof JetError
      ? { code: thrown.code, data: thrown.data }
      : {}),
    ...(hasPath(thrown) ? { path: thrown.path } : {}),
    ...(cause instanceof Error ? { cause: packError(cause) } : {}),
  };
}

/** The error again. */
export function unpackError(packed: PackedError): Error {
  const { name, message, code, data, path = "" } = packed;
  const cause = packed.cause === undefined
    ? undefined
    : unpackError(packed.cause);
  switch (name) {
    case "NotFound":
      return new NotFound(path, data);
    case "Occupied":
      return new Occupied(path, data);
    case "FetchOnly":
      return new FetchOnly(path, data);
    case "InvalidArgument":
      return new InvalidArgument(message, data);
    case "Unauthorized":
      return new Unauthorized(message, data);
    case "PeerTimeout":
      return new PeerTimeout(message, { code, data, cause });
    case "PeerError":
      return new PeerError(message, { code, data, cause });
    case "ConnectionClosed":
      return new ConnectionClosed(message, { cause });
    case "TypeError":
      return new TypeError(message, { cause });
    case "RangeError":
      return new RangeError(message, { cause });
  }
  return code === undefined
    ? new Error(message, { cause })
    : new JetError(message, { code, data, cause });
}

function hasPath(thrown: unknown): thrown is NotFound | Occupied | FetchOnly {
  return thrown instanceof NotFound || thrown instanceof Occupied ||
    thrown instanceof FetchOnly;
}
