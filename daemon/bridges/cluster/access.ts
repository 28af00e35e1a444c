/**
 * Addresses of servers of NATS, and how a daemon proves itself to them.
 *
 * @module
 */
import { builtins } from "../../runtime/builtins.ts";
import type { ConnectOptions, Nats } from "./library.ts";
import type { ClusterOptions } from "./options.ts";

/** What of the options of a connection says where and as whom. */
type Access = Pick<
  ConnectOptions,
  "servers" | "user" | "pass" | "token" | "authenticator" | "tls"
>;

/**
 * Reads the credentials of a cluster.
 *
 * @throws {Error} if their file can't be read.
 */
export async function accessOf(
  options: ClusterOptions,
  { credsAuthenticator }: Pick<Nats, "credsAuthenticator">,
): Promise<Access> {
  const { servers, credentials } = options;
  return {
    servers: servers.map(withoutLogin),
    ...loginOf(servers[0]),
    authenticator: credentials === undefined
      ? undefined
      : credsAuthenticator(await builtins.files.promises.readFile(credentials)),
    tls: tlsOf(options),
  };
}

/** An address without what stands before `@`. */
export function withoutLogin(server: string): string {
  const { protocol, host } = new URL(server);
  return `${protocol}//${host}`;
}

/** The login in an address. */
function loginOf(
  server = "nats://localhost",
): { user?: string; pass?: string; token?: string } {
  const { username, password } = new URL(server);
  const user = decodeURIComponent(username);
  if (user === "") return {};
  return password === ""
    ? { token: user }
    : { user, pass: decodeURIComponent(password) };
}

/** What TLS is made with; with `undefined` it is a server's choice. */
function tlsOf({ servers, ca, cert, key }: ClusterOptions): Access["tls"] {
  // Otherwise a server without TLS would receive the login.
  const isWanted = ca !== undefined || cert !== undefined ||
    servers.some((server) => new URL(server).protocol === "tls:");
  if (!isWanted) return undefined;
  return { caFile: ca, certFile: cert, keyFile: key };
}
