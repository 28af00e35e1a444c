/**
 * Requests that concern the connection or its user.
 *
 * @module
 */
import type { Inbox, RequestId } from "../../dialect.ts";
import type { MessageReader } from "./request_reader.ts";

/** Carries out a request that concerns the connection or its user. */
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
