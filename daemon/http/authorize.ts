/**
 * Who a request for a WebSocket comes from.
 *
 * @module
 */
import type { Authenticator, SessionUser } from "../../bus/elements/access.ts";
import {
  OwnedPaths,
  type OwnedPathsOptions,
} from "../../bus/elements/owned_paths.ts";
import type { UserAuth } from "../users/store.ts";

/** An authenticated client. */
export interface Login {
  /** Name of the user. */
  name: string;
  /** Whether it may add users and change their passwords; default false. */
  admin?: boolean;
  /** The groups that it is in. */
  rights: UserAuth;
  /**
   * Patterns of paths that it may add, such as `house/#`; by default all paths.
   */
  owns?: readonly string[];
}

/** The user of a session; refusals as they are. */
export function sessionUserOf<Refusal extends null | Response>(
  login: Login | Refusal,
  paths: OwnedPathsOptions,
): SessionUser | Refusal {
  if (login === null || login instanceof Response) return login;
  const { name, admin = false, rights, owns } = login;
  return { name, admin, rights, owns: owns && new OwnedPaths(owns, paths) };
}

const CHALLENGE = { "WWW-Authenticate": 'Basic realm="jet", charset="UTF-8"' };

/** Refuses a request, and names the schemes of authentication. */
export function unauthorized(reason: string): Response {
  return new Response(`${reason}\n`, { status: 401, headers: CHALLENGE });
}

/** What the `Authorization` header of a request says. */
export type Credentials =
  | {
    readonly scheme: "basic";
    readonly name: string;
    readonly password: string;
  }
  | { readonly scheme: "bearer"; readonly token: string };

/**
 * Reads the `Authorization` header.
 *
 * @returns `null` if there is none, `undefined` if it can't be understood.
 */
export function credentialsOf(
  request: Request,
): Credentials | null | undefined {
  const header = request.headers.get("authorization");
  if (header === null) return null;
  const [scheme, content = ""] = header.split(" ", 2);
  switch (scheme.toLowerCase()) {
    case "basic": {
      const decoded = decodeBase64(content);
      const colon = decoded.indexOf(":");
      return colon < 0 ? undefined : {
        scheme: "basic",
        name: decoded.slice(0, colon),
        password: decoded.slice(colon + 1),
      };
    }
    case "bearer":
      return content === "" ? undefined : { scheme: "bearer", token: content };
    default:
      return undefined;
  }
}

/**
 * Checks name and password of HTTP Basic, or a token of a user.
 *
 * @returns Who it is, `null` without credentials, or the refusal.
 */
export async function authorizeByPassword(
  credentials: Credentials | null,
  users: Authenticator | undefined,
  remote: string,
): Promise<SessionUser | null | Response> {
  if (credentials === null || users === undefined) return null;
  const [name, password] = credentials.scheme === "basic"
    ? [credentials.name, credentials.password]
    : ["", credentials.token];
  const found = await users.authenticate(name, password, remote);
  if (!("kind" in found)) return found;
  return unauthorized(
    credentials.scheme === "basic"
      ? "Name or password are wrong"
      : "The token is wrong, has ended or was revoked",
  );
}

/** The UTF-8 text behind Base64, or "" if it is none. */
function decodeBase64(text: string): string {
  try {
    const bytes = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return "";
  }
}
