/**
 * What a client gives TLS.
 *
 * @module
 */

/** Certificates in PEM for TLS; not in browsers, which have their own. */
export interface ClientTls {
  /**
   * Authorities of the daemon's certificate, in place of those of the runtime.
   */
  ca?: string;
  /** Certificate of the client, and those between it and its authority. */
  cert?: string;
  /** Private key of the client's certificate. */
  key?: string;
  /** Name in the daemon's certificate, if it is not the host of the address. */
  serverName?: string;
}

/** The same, or what gives it for each connection: files may be replaced. */
export type GiveTls = ClientTls | (() => ClientTls | Promise<ClientTls>);
