/**
 * What a daemon says about itself.
 *
 * @module
 */
import { isRecord } from "../../base/narrowing.ts";

/** The answer to `info`. */
export interface DaemonInfo {
  /** The name of the daemon, "" if it has none. */
  readonly name: string;
  /** The version of the daemon, "" if it does not say. */
  readonly version: string;
  /** The version of the protocol that it speaks, "" if it does not say. */
  readonly protocolVersion: string;
  /** What it can do, in its own words; not checked. */
  readonly features: Readonly<Record<string, unknown>>;
  /**
   * Differs for each start of the daemon: revisions begin again then. Only in
   * the answer of `info()`, and of the daemon of this project.
   */
  readonly epoch?: string;
}

/** Reads the answer to `info`; what it lacks is empty. */
export function readInfo(result: unknown): DaemonInfo {
  const info = isRecord(result) ? result : {};
  const { epoch } = info;
  return {
    ...typeof epoch === "string" ? { epoch } : {},
    name: asText(info.name),
    version: asText(info.version),
    protocolVersion: asText(info.protocolVersion),
    features: isRecord(info.features) ? info.features : {},
  };
}

function asText(value: unknown): string {
  return typeof value === "string" || typeof value === "number"
    ? `${value}`
    : "";
}
