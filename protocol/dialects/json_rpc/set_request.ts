/**
 * The request `set`, of one state or of several.
 *
 * @module
 */
import type { Inbox, RequestId } from "../../inbox.ts";
import type { MessageReader } from "./request_reader.ts";

/** Carries out a `set` with more than path and value. */
export function setRequest(
  message: MessageReader,
  id: RequestId,
  to: Inbox,
): void {
  const below = message.optionalString("below");
  if (below !== undefined) {
    return to.routed.setBelow(
      id,
      below,
      message.members("values"),
      message.timeout(),
      message.allParams(),
      message.condition(),
    );
  }
  to.routed.set(
    id,
    message.path(),
    message.required("value"),
    message.flag("valueAsResult"),
    message.timeout(),
    message.allParams(),
    message.condition(),
  );
}
