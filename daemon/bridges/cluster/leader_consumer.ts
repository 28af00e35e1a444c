/**
 * Consumers at the server that leads a stream. NATS makes a consumer at any of the
 * servers that keep the stream: at one that has lost the others it delivers nothing,
 * and at one that was isolated it may deliver what the others never took (2.9.10:
 * an entry of a former leader in the place of the one that most servers have).
 *
 * @module
 */
import { ignore } from "../../../base/narrowing.ts";
import type { ConsumerInfo, JetStreamManager } from "./library.ts";

/** Consumers that are made at a time: a server that is lost answers none of them. */
const LANES = 3;
/** Consumers that are made one after the other before it is given up. */
const TRIES = 8;
/** Seconds without a request after which NATS drops a consumer. */
const IDLE_S = 30;
const NANOSECONDS = 1e9;

/** The parts of a manager that are used. */
export type ConsumerManager = Pick<JetStreamManager, "streams" | "consumers">;

/**
 * Makes a consumer at the leader of a stream.
 *
 * @param from Number of the first message.
 * @throws {Error} if the stream has no leader, or none could be made there.
 */
export async function consumerAtLeader(
  { streams, consumers }: ConsumerManager,
  stream: string,
  from: number,
): Promise<ConsumerInfo> {
  const { cluster } = await streams.info(stream);
  const make = () =>
    consumers.add(stream, {
      deliver_policy: "by_start_sequence",
      opt_start_seq: from,
      ack_policy: "none",
      mem_storage: true,
      num_replicas: 1,
      inactive_threshold: IDLE_S * NANOSECONDS,
    });
  if (cluster?.replicas === undefined) return await make();
  const { leader } = cluster;
  if (leader === undefined) throw new Error("the log has no leader");
  const { promise, resolve, reject } = Promise.withResolvers<ConsumerInfo>();
  let isOver = false;
  const search = async () => {
    for (let i = 0; i < TRIES && !isOver; i++) {
      const made = await make();
      if (!isOver && made.cluster?.leader === leader) {
        isOver = true;
        return resolve(made);
      }
      consumers.delete(stream, made.name).catch(ignore);
    }
  };
  Promise.allSettled(Array.from({ length: LANES }, search))
    .then(() => reject(new Error(`${leader} delivers no entries`)));
  return await promise;
}
