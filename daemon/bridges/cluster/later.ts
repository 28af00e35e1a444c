/**
 * What a daemon loads of a cluster when it is a member of one.
 *
 * @module
 */
export { Cluster } from "../../../cluster/cluster.ts";
export { NatsTransport } from "./nats.ts";
