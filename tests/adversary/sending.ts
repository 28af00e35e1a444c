/**
 * Attacks that are bytes: made once, and sent once or again and again.
 *
 * @module
 */
import { concat } from "../support/stream_client.ts";
import type { Attack } from "./attack.ts";
import type { Connection } from "./connection.ts";
import type { Stage } from "./stage.ts";

/** Ways of a stranger to the daemon. */
export type Door = "tcp" | "binary" | "http" | "webSocket" | "gun";

/** Bytes in at least so many at a time: a write for each message costs more. */
const BLOCK_BYTES = 1 << 16;

/** An attack by bytes. */
export interface Sending extends Omit<Attack, "run"> {
  /** The bytes of a connection. */
  readonly bytes: (index: number) => Uint8Array;
  /** Bytes that are sent before, once. */
  readonly first?: (index: number) => Uint8Array;
  /** `"tcp"` if not given. */
  readonly by?: Door;
  /** Connections that do the same; 1 if not given. */
  readonly connections?: number;
  /** Whether the answers are read; `true` if not given. */
  readonly reads?: boolean;
  /** Whether the bytes are sent again and again; `false` if not given. */
  readonly again?: boolean;
  /** Own address; 127.0.0.1 if not given. */
  readonly from?: (index: number) => string;
}

/** An attack whose connections send bytes, and stay. */
export function sending(options: Sending): Attack {
  const { bytes, first, by, connections = 1, reads, again, from, ...attack } =
    options;
  return {
    ...attack,
    async run(stage) {
      await stage.each(
        connections,
        (index) => enter(stage, by ?? "tcp", from?.(index)),
        async (stranger, index) => {
          if (reads ?? true) stranger.drain();
          if (first !== undefined) await stranger.send(first(index));
          if (again) await flood(stage, stranger, bytes(index));
          else await stranger.send(bytes(index));
        },
      );
      await stage.stay();
    },
  };
}

/** Sends the same bytes again and again. */
async function flood(
  stage: Stage,
  stranger: Connection,
  bytes: Uint8Array,
): Promise<void> {
  const count = Math.max(1, Math.ceil(BLOCK_BYTES / bytes.length));
  const block = concat(...Array.from({ length: count }, () => bytes));
  while (stage.goesOn && await stranger.send(block));
}

function enter(stage: Stage, by: Door, from?: string): Promise<Connection> {
  switch (by) {
    case "tcp":
      return stage.tcp(from);
    case "binary":
      return stage.binary(from);
    case "http":
      return stage.http(from);
    case "webSocket":
      return stage.webSocket(from);
    case "gun":
      return stage.gun(from);
  }
}

/** An address of this machine, other than that of the peers that behave. */
export function elsewhere(index: number): string {
  return `127.0.1.${1 + index % 200}`;
}
