/**
 * Settings of a cluster.
 *
 * @module
 */
import {
  list,
  oneOf,
  seconds,
  text,
  wholeNumber,
} from "../../command_line/convert.ts";
import { UsageError } from "../../command_line/errors.ts";
import type { Convert } from "../../command_line/option.ts";
import {
  DEFAULT_CLUSTER_NAME,
  DEFAULT_LEASE_S,
  STORAGE_KINDS,
} from "../bridges/cluster/options.ts";
import { setting } from "./setting.ts";

/** Shortest lease: pauses of a busy machine are not taken for its end. */
const MIN_LEASE_S = 1;
/** Longest lease: a minute. */
const MAX_LEASE_S = 60;
/** Most servers that NATS keeps a stream on. */
const MAX_REPLICAS = 5;

/** URLs of servers of NATS. */
const servers: Convert<string[]> = list((value, source) => {
  const url = text(value, source);
  if (/^(nats|tls):\/\/[^\s]+$/.test(url) && URL.canParse(url)) return url;
  throw new UsageError(`${source} needs URLs such as nats://127.0.0.1:4222`);
});

/** A name that can be a part of a subject of NATS. */
const clusterName: Convert<string> = (value, source) => {
  const name = text(value, source);
  if (/^[\w-]{1,64}$/.test(name)) return name;
  throw new UsageError(`${source} needs letters, digits, - and _`);
};

/** In the order of the help. */
export const CLUSTER_SETTINGS = {
  cluster: setting("cluster", {
    value: "URLS",
    help:
      "preview: be one bus with other daemons, on NATS: nats://[user:password@]host",
    read: servers,
  }),
  clusterName: setting("clusterName", {
    value: "NAME",
    help: "name of the cluster",
    default: DEFAULT_CLUSTER_NAME,
    read: clusterName,
  }),
  clusterStore: setting("clusterStore", {
    value: "KIND",
    help: "where NATS keeps who owns what: file or memory",
    default: "file",
    complete: STORAGE_KINDS,
    read: oneOf(STORAGE_KINDS),
  }),
  clusterReplicas: setting("clusterReplicas", {
    value: "NUMBER",
    help: "number of NATS servers that keep it",
    default: "1",
    read: wholeNumber(1, MAX_REPLICAS),
  }),
  clusterLease: setting("clusterLease", {
    value: "SECONDS",
    help: "time after which a daemon that is cut off has left",
    default: String(DEFAULT_LEASE_S),
    read: seconds(MAX_LEASE_S, MIN_LEASE_S),
  }),
  clusterCreds: setting("clusterCreds", {
    value: "FILE",
    help: "credentials at NATS",
    complete: "file",
    read: text,
  }),
  clusterCa: setting("clusterCa", {
    value: "FILE",
    help: "authorities of NATS' certificates, in PEM",
    complete: "file",
    read: text,
  }),
  clusterCert: setting("clusterCert", {
    value: "FILE",
    help: "certificate for NATS, in PEM",
    complete: "file",
    read: text,
  }),
  clusterKey: setting("clusterKey", {
    value: "FILE",
    help: "private key of that certificate, in PEM",
    complete: "file",
    read: text,
  }),
};
