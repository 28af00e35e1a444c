/**
 * Why a login has failed.
 *
 * @module
 */
import {
  ConnectionClosed,
  JetError,
  Unauthorized,
} from "../../protocol/errors/classes.ts";

/** The error of a login that has failed. */
export function loginError(user: unknown, error: unknown): unknown {
  if (!(error instanceof JetError)) return error;
  if (error instanceof ConnectionClosed) return error;
  if (error instanceof Unauthorized) return error;
  return new Unauthorized(
    `the daemon does not let ${user} in: ${error.message}`,
  );
}
