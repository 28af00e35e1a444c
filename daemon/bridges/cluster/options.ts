/**
 * Options of a cluster.
 *
 * @module
 */

/** Where NATS keeps the log. */
export const STORAGE_KINDS = ["file", "memory"] as const;

/** Which cluster a daemon is a member of, and how. */
export interface ClusterOptions {
  /**
   * Servers of NATS, such as `nats://a:4222`. A user and a password, or a token,
   * may stand in the first one.
   */
  readonly servers: readonly string[];
  /** Name of the cluster: letters, digits, `-` and `_`; default "jet". */
  readonly name?: string;
  /**
   * Where NATS keeps the log; default "file". In "memory" it may be lost with its
   * servers: then the first member waits a lease before it serves anybody.
   */
  readonly storage?: "file" | "memory";
  /** Number of servers that keep the log; default 1. */
  readonly replicas?: number;
  /**
   * Seconds after which a member that is not heard of has ended; the same for
   * all members; default 5.
   */
  readonly lease?: number;
  /** File of credentials at NATS. */
  readonly credentials?: string;
  /** File of the authorities that have signed the servers' certificates. */
  readonly ca?: string;
  /** File of the certificate for servers that ask for one. */
  readonly cert?: string;
  /** File of the key of {@linkcode cert}. */
  readonly key?: string;
}

/** Name of a cluster by default. */
export const DEFAULT_CLUSTER_NAME = "jet";
/** Seconds of a lease by default. */
export const DEFAULT_LEASE_S = 5;
