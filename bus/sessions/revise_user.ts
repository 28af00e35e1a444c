/**
 * Rights of sessions after users have been changed.
 *
 * @module
 */
import { CloseCode } from "../../protocol/link.ts";
import type { Session } from "./session.ts";

/**
 * Applies changed rights. The peer of a removed user is disconnected: without
 * a login it would keep its elements, and go on taking the requests to them.
 */
export function reviseUser(session: Session): void {
  const { user } = session;
  const { space, options } = session.context;
  if (user !== null) {
    const revised = options.users?.current?.(user);
    if (revised === null) {
      return session.close(CloseCode.policy, "the user was removed");
    }
    if (revised !== undefined && revised !== user) session.login(revised);
  }
  for (const { path } of space.elementsOf(session.owner)) {
    if (session.mayAdd(path)) continue;
    return session.close(CloseCode.policy, "its elements are another user's");
  }
}
