/**
 * What a daemon says first on a binary link.
 *
 * @module
 */
import {
  BINARY_VERSION,
  Feature,
  InfoTag,
} from "../../../protocol/binary/format.ts";
import { isRecord } from "../../../base/narrowing.ts";
import type { BinaryReader } from "../../../protocol/binary/reader.ts";

/** The info of a daemon. */
export interface BinaryInfo {
  readonly name: string;
  readonly version: string;
  readonly protocolVersion: string;
  /** In the form of `info` over JSON, and with the limits of the daemon. */
  readonly features: {
    readonly fetch: "full" | "startsWith";
    readonly hierarchy: boolean;
    readonly authentication: boolean;
    /** Whether it knows the function `PING`. */
    readonly ping: boolean;
    /** Whether it takes these members of `add`, `cancel` and `info`. */
    readonly deadline: boolean;
    readonly caller: boolean;
    readonly cancel: boolean;
    readonly displaced: boolean;
    readonly time: boolean;
    readonly replace: readonly string[];
    /** Whether it takes these options; an older daemon passes over them. */
    readonly meta: boolean;
    readonly times: boolean;
    readonly expires: boolean;
    readonly keep: boolean;
    readonly signal: boolean;
    /** Largest message that it takes, in bytes. */
    readonly maxMessage: number;
    readonly separator: string;
  };
}

/**
 * Reads an info behind its first byte.
 *
 * @throws {Error} if the daemon speaks another major version.
 */
export function readBinaryInfo(input: BinaryReader): BinaryInfo {
  const major = input.u32();
  const protocolVersion = `${major}.${input.u32()}.${input.u32()}`;
  if (major !== BINARY_VERSION.major) {
    const { major, minor, patch } = BINARY_VERSION;
    throw new Error(
      `the daemon speaks version ${protocolVersion} of binary Jet, ` +
        `this peer ${major}.${minor}.${patch}`,
    );
  }
  let features = 0;
  let maxMessage = 0xffffffff;
  let separator = "/";
  let name = "";
  let version = "";
  input.options((tag, length) => {
    switch (tag) {
      case InfoTag.features:
        features = input.u32();
        break;
      case InfoTag.maxMessage:
        maxMessage = input.u32();
        break;
      case InfoTag.separator:
        separator = input.text(length);
        break;
      case InfoTag.name:
        name = input.text(length);
        break;
      case InfoTag.version:
        version = input.text(length);
        break;
    }
  });
  const requests = (features & Feature.requests) !== 0;
  return {
    name,
    version,
    protocolVersion,
    features: {
      fetch: (features & Feature.rules) === 0 ? "startsWith" : "full",
      hierarchy: (features & Feature.hierarchy) !== 0,
      authentication: (features & Feature.users) !== 0,
      keep: (features & Feature.keep) !== 0,
      ping: (features & Feature.ping) !== 0,
      deadline: requests,
      caller: requests,
      cancel: requests,
      time: requests,
      replace: requests ? ["silent"] : [],
      displaced: requests,
      meta: requests,
      times: requests,
      expires: requests,
      signal: requests,
      maxMessage,
      separator,
    },
  };
}

/** What the daemon says of itself when it is asked, beside what it said first. */
export function withNews(
  known: BinaryInfo | undefined,
  reported: unknown,
): unknown {
  const info = isRecord(reported) ? reported : {};
  const features = isRecord(info.features) ? info.features : {};
  return { ...known, ...info, features: { ...known?.features, ...features } };
}
