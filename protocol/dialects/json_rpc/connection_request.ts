/**
 * Requests that concern the hierarchy, the connection or its user.
 *
 * @module
 */
import type { Inbox, RequestId } from "../../inbox.ts";
import type { MessageReader } from "./request_reader.ts";

/** Default limit of children in a `list`. */
const LIST_LIMIT = 1000;

/** Carries out a request that concerns no element. */
export function connectionRequest(
  message: MessageReader,
  method: string,
  id: RequestId,
  to: Inbox,
): void {
  switch (method) {
    case "info":
      return to.info(id, {
        limits: message.listFlag("limits"),
        features: message.listFlag("features"),
        time: message.listFlag("time"),
        noHalfClose: message.listFlag("noHalfClose"),
        revision: message.listFlag("revision"),
      });
    case "list":
      return to.fetches.list(id, message.listPath(), {
        from: message.count("from", 1, 1),
        limit: message.count("limit", 0, LIST_LIMIT),
        values: message.listFlag("values"),
        asked: message.listAsked(),
        kinds: message.listKinds(),
      });
    case "config":
    case "configure":
      return to.config(
        id,
        message.configText("name"),
        message.configText("encoding"),
        message.listFlag("arrays"),
        message.configText("peer"),
      );
    case "echo":
      return to.echo(id, message.params());
    case "authenticate":
      return to.users.authenticate(
        id,
        message.string("user"),
        message.string("password"),
      );
    case "passwd":
      return to.users.passwd(
        id,
        message.string("user"),
        message.string("password"),
      );
    case "addUser":
      return to.users.addUser(
        id,
        message.string("user"),
        message.string("password"),
        message.groups(),
      );
    default:
      return to.refuse(id, { kind: "unknownMethod", method });
  }
}
