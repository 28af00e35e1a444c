/**
 * What the options of a daemon mean for its bus and its links.
 *
 * @module
 */
import type { Encoding } from "../protocol/encoding.ts";
import type { Limits } from "../bus/limits/limits.ts";
import { BusyPoll } from "../base/busy_poll.ts";
import { needsPolls } from "../base/polls.ts";
import { systemClock } from "../base/system_clock.ts";
import { VERSION } from "../base/version.ts";
import type { BusOptions } from "../bus/bus.ts";
import { DEFAULT_MAX_MESSAGE, maxSkippedOf } from "../protocol/frame.ts";
import type { MessageLimits } from "../transport/links/format.ts";
import { LinkTiming } from "../transport/links/input_progress.ts";
import {
  type DaemonOptions,
  DEFAULT_HARD_BACKLOG_BYTES,
  DEFAULT_PING_INTERVAL_S,
  DEFAULT_SILENT_TIMEOUT_S,
  DEFAULT_SOFT_BACKLOG_BYTES,
  DEFAULT_STALL_TIMEOUT_S,
  DEFAULT_TIMEOUT_S,
} from "./options/daemon_options.ts";

/** Limits of the messages of a daemon's links, in size and in time. */
export type TimedLimits = MessageLimits & { readonly timing: LinkTiming };

/**
 * The limits that all links of a daemon share.
 *
 * @param limits Where reached ones are counted.
 */
export function linkLimitsOf(
  options: DaemonOptions,
  limits: () => Limits,
): TimedLimits {
  const {
    maxMessage = DEFAULT_MAX_MESSAGE,
    silentTimeout = DEFAULT_SILENT_TIMEOUT_S,
    pingInterval = DEFAULT_PING_INTERVAL_S,
  } = options;
  const timing = new LinkTiming(
    silentTimeout * 1000,
    pingInterval * 1000,
    systemClock,
  );
  timing.onSilent = () => limits().count("silentTimeout");
  return { maxMessage, maxSkipped: maxSkippedOf(maxMessage), timing };
}

/** The part of the options of a bus that follows from the daemon's. */
export function busOptionsOf(
  options: DaemonOptions,
): Omit<BusOptions, "clock"> & { readonly stallTimeout: number } {
  const {
    name = "jet",
    separator = "/",
    maxMessage = DEFAULT_MAX_MESSAGE,
    timeout = DEFAULT_TIMEOUT_S,
    softBacklog = DEFAULT_SOFT_BACKLOG_BYTES,
    hardBacklog = DEFAULT_HARD_BACKLOG_BYTES,
    silentTimeout = DEFAULT_SILENT_TIMEOUT_S,
    stallTimeout = DEFAULT_STALL_TIMEOUT_S,
    users,
    authorize,
    closed,
    limits,
  } = options;
  const accessControl = users !== undefined || authorize !== undefined;
  return {
    info: {
      name,
      version: VERSION,
      authentication: accessControl,
      separator,
      maxMessage,
      keep: options.keep !== undefined,
    },
    accessControl,
    closed,
    lenientAccess: options.access === "node-jet",
    separator,
    openHierarchy: options.hierarchy === "open",
    encodings: new Map([["msgpack", loadMsgpack]]),
    timeout,
    softBacklog,
    hardBacklog,
    silentTimeout,
    stallTimeout,
    limits,
    busyPoll: needsPolls ? undefined : new BusyPoll(systemClock),
  };
}

/** Few peers ask for it, and its package takes long to load. */
async function loadMsgpack(): Promise<Encoding> {
  return (await import("./msgpack.ts")).msgpack;
}
