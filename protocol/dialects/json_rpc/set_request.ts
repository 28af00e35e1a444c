/**
 * The request `set`, of one state or of several.
 *
 * @module
 */
import type { Inbox, RequestId } from "../../inbox.ts";
import type { MessageReader } from "./request_reader.ts";

/** Carries out a `set`. */
export function setRequest(
  message: MessageReader,
  id: RequestId,
  to: Inbox,
): void {
  // Most have path and value only, and are not searched for more.
  const isShort = message.isShort();
  const below = isShort ? undefined : message.optionalString("below");
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
    message.string("path"),
    message.required("value"),
    !isShort && message.flag("valueAsResult"),
    isShort ? undefined : message.timeout(),
    message.allParams(),
    isShort ? null : message.condition(),
  );
}
