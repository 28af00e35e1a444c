/**
 * From the options of a daemon to its entrance for WebSockets.
 *
 * @module
 */
import type { TlsService } from "./tls/service.ts";
import type { Authenticator } from "../bus/elements/access.ts";
import type { OwnedPathsOptions } from "../bus/elements/owned_paths.ts";
import { sessionUserOf } from "./http/authorize.ts";
import { Entrance } from "./http/entrance.ts";
import { TrustedProxies } from "./http/forwarded.ts";
import type { DaemonOptions } from "./options/daemon_options.ts";

/** The entrance that the options of a daemon describe. */
export function entranceOf(
  { authorize, allowOrigins = [], trustProxy = [] }: DaemonOptions,
  users: Authenticator | undefined,
  paths: OwnedPathsOptions,
  tls: TlsService | undefined,
): Entrance {
  return new Entrance({
    userOf: (secure) => tls?.userOf(secure) ?? null,
    allowOrigins,
    proxies: trustProxy.length > 0 ? new TrustedProxies(trustProxy) : undefined,
    users,
    authorize: authorize &&
      (async (request, credentials) =>
        sessionUserOf(await authorize(request, credentials), paths)),
  });
}
