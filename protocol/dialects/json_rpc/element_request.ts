/**
 * Requests of owners about their elements, and requests to owners.
 *
 * @module
 */
import type { Inbox, RequestId } from "../../inbox.ts";
import { connectionRequest } from "./connection_request.ts";
import type { MessageReader } from "./request_reader.ts";

/** Carries out a request about an element, or one about the connection. */
export function elementRequest(
  message: MessageReader,
  method: string,
  id: RequestId,
  to: Inbox,
): void {
  switch (method) {
    case "change": {
      const below = message.optionalString("below");
      if (below !== undefined) {
        return to.elements.changeBelow(id, below, message.members("values"));
      }
      const path = message.string("path");
      const notes = message.changeNotes();
      const value = notes === null
        ? message.required("value")
        : message.optional("value");
      return to.elements.change(id, path, value, notes);
    }
    case "set":
      return to.routed.set(
        id,
        message.string("path"),
        message.required("value"),
        message.flag("valueAsResult"),
        message.timeout(),
        message.allParams(),
      );
    case "call":
      return to.routed.call(
        id,
        message.string("path"),
        message.args(),
        message.timeout(),
        message.allParams(),
      );
    case "cancel":
      return to.routed.cancel(id, message.requestId());
    case "add":
      return to.elements.add(
        id,
        message.string("path"),
        message.optional("value"),
        message.addParams(),
      );
    case "remove": {
      const below = message.optionalString("below");
      return below === undefined
        ? to.elements.remove(id, message.string("path"))
        : to.elements.removeBelow(id, below);
    }
    default:
      return connectionRequest(message, method, id, to);
  }
}
