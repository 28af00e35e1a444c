/**
 * Error answers of the classic dialect, as tests expect them.
 *
 * @module
 */

/** An answer with the error of this code. */
export function failure(
  code: number,
  message: string,
  data: unknown,
): { error: { code: number; message: string; data: unknown } } {
  return { error: { code, message, data } };
}

/** The answer to parameters that can't be accepted. */
export function invalidParams(data: unknown): ReturnType<typeof failure> {
  return failure(-32602, "Invalid params", data);
}

/** The answer to what is no request at all. */
export function invalidRequest(data: unknown): ReturnType<typeof failure> {
  return failure(-32600, "Invalid Request", data);
}

/** The answer to a request whose owner does not answer. */
export function timeout(params: unknown): ReturnType<typeof failure> {
  return failure(-32001, "Response Timeout", params);
}
