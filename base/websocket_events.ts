/**
 * What the events of a `WebSocket` say about its end.
 *
 * @module
 */

/** The failure that an `error` event reports: browsers give no reason. */
export function socketFailure(event: Event): Error {
  const message: unknown = Reflect.get(event, "message");
  return new Error(
    typeof message === "string" && message !== ""
      ? message
      : "the WebSocket failed",
  );
}

/** Code and reason of a `close` event. */
export function closeReason(
  { code, reason }: Pick<CloseEvent, "code" | "reason">,
): Error {
  const why = reason === "" ? "" : `: ${reason}`;
  return new Error(`WebSocket closed with ${code}${why}`);
}
