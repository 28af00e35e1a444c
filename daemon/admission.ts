/**
 * The admission of WebSockets by the options of a daemon.
 *
 * @module
 */
import type { TlsService } from "./tls/service.ts";
import type { Authenticator } from "../bus/elements/access.ts";
import type { OwnedPathsOptions } from "../bus/elements/owned_paths.ts";
import { sessionUserOf } from "./http/authorize.ts";
import { Admission } from "./http/admission.ts";
import { TrustedProxies } from "./http/forwarded.ts";
import type { DaemonOptions } from "./options/daemon_options.ts";

/** The checks that the options of a daemon ask for. */
export function admissionOf(
  { authorize, allowOrigins = [], trustProxy = [] }: DaemonOptions,
  users: Authenticator | undefined,
  paths: OwnedPathsOptions,
  tls: TlsService | undefined,
): Admission {
  return new Admission({
    userOf: (secure) => tls?.userOf(secure) ?? null,
    allowOrigins,
    proxies: trustProxy.length > 0 ? new TrustedProxies(trustProxy) : undefined,
    users,
    authorize: authorize &&
      (async (request, credentials) =>
        sessionUserOf(await authorize(request, credentials), paths)),
  });
}
