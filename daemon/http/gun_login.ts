/**
 * Who a GUN app is.
 *
 * @module
 */
import type { Context } from "npm:hono@4.13.19";
import type { SessionUser } from "../../bus/elements/access.ts";
import { unauthorized } from "./authorize.ts";
import type { Admission } from "./admission.ts";

/** An app that may connect. */
export interface GunLogin {
  readonly user: SessionUser | null;
  /** Whether its puts are refused. */
  readonly readOnly: boolean;
}

/**
 * Logs an app in by its request.
 *
 * @param access Who may connect; users by default.
 * @returns The response if it is refused.
 */
export async function gunLogin(
  context: Context,
  access: "open" | "login" | "read" | "closed" = "login",
  admission: Admission,
): Promise<GunLogin | Response> {
  if (access === "closed") return context.text("GUN is closed\n", 403);
  const user = access === "open" ? null : await admission.login(context);
  if (user instanceof Response) return user;
  if (access === "login" && user === null) {
    return unauthorized("GUN needs a login");
  }
  if (user?.within !== undefined) {
    return context.text("This token is limited to paths of Jet\n", 403);
  }
  return { user, readOnly: access === "read" && user === null };
}
