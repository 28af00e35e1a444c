/**
 * Looks at the log of a cluster in NATS, without being a member.
 *
 * @module
 */
import { accessOf } from "./access.ts";
import { loadNats, type StreamInfo } from "./library.ts";
import { type ClusterOptions, DEFAULT_CLUSTER_NAME } from "./options.ts";

/** Milliseconds for a server of NATS to answer. */
const TIMEOUT_MS = 3_000;
/** NATS' code of a stream that does not exist. */
const NO_STREAM = 10059;

/** What NATS keeps of a cluster. */
export interface LogFacts {
  /** Name of the stream. */
  readonly stream: string;
  /** `undefined`: there is none yet. */
  readonly info: StreamInfo | undefined;
  /** Milliseconds since 1970 by this machine's clock when NATS answered. */
  readonly readAt: number;
}

/**
 * Reads the state of the log.
 *
 * @param servers Those of its servers that can be reached, without a login.
 * @throws {Error} if no server takes the login, or none has JetStream.
 */
export async function inspectLog(
  options: ClusterOptions,
  servers: readonly string[],
): Promise<LogFacts> {
  const nats = await loadNats();
  const connection = await nats.connect({
    ...await accessOf(options, nats),
    servers,
    name: "jet doctor",
    reconnect: false,
    maxReconnectAttempts: 0,
    reconnectTimeWait: TIMEOUT_MS,
    pingInterval: TIMEOUT_MS,
    maxPingOut: 2,
    timeout: TIMEOUT_MS,
  });
  const stream = `JET_${options.name ?? DEFAULT_CLUSTER_NAME}`;
  try {
    const manager = await nats.jetstreamManager(connection);
    const info = await manager.streams.info(stream)
      .catch((error: unknown) => {
        if (hasCode(error, NO_STREAM)) return undefined;
        throw error;
      });
    return { stream, info, readAt: Date.now() };
  } finally {
    await connection.close();
  }
}

/** Whether JetStream refused something with this code. */
export function hasCode(error: unknown, code: number): boolean {
  return error instanceof Error && Reflect.get(error, "code") === code;
}
