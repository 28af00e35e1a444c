/**
 * Options of TLS, and their defaults.
 *
 * @module
 */

/** Whether clients need a certificate. */
export const CLIENT_CERT_KINDS = ["required", "optional"] as const;
/** Which clients may do without TLS. */
export const PLAIN_KINDS = ["refuse", "local", "accept"] as const;
/** Default for the most handshakes under way. */
export const DEFAULT_MAX_HANDSHAKES = 1000;

/** TLS of a daemon's TCP, binary and HTTP ports. */
export interface TlsOptions {
  /**
   * File with the certificate in PEM, followed by those between it and its
   * authority. The files are looked at once a second: new ones are used for
   * all later connections.
   */
  cert: string;
  /** File with the private key in PEM. */
  key: string;
  /**
   * File with authorities in PEM: clients are asked for a certificate of one of
   * them.
   */
  clientCa?: string;
  /**
   * "required", the default with {@linkcode clientCa}: clients without a
   * certificate are refused. "optional": they connect without.
   */
  clientCert?: "required" | "optional";
  /**
   * Whether the common name of a client's certificate logs it in as the user of
   * that name; default false. A name that is not a user's is refused.
   */
  certUsers?: boolean;
  /**
   * Clients without TLS: "refuse", the default; "local": they may connect from
   * this machine; "accept": from everywhere.
   */
  plain?: "refuse" | "local" | "accept";
  /**
   * Most handshakes under way, a quarter of them from one address; beyond that
   * the one that takes longest ends; default 1000.
   */
  maxHandshakes?: number;
}
