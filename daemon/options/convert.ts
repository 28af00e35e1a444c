/**
 * Converters for the options of the daemon.
 *
 * @module
 */
import { isSeparator, SEPARATOR_RULE } from "../../bus/elements/hierarchy.ts";
import { list, text } from "../../command_line/convert.ts";
import { UsageError } from "../../command_line/errors.ts";
import type { Convert } from "../../command_line/option.ts";
import { isPathPattern } from "../users/user_file.ts";
import { isNetwork } from "../http/forwarded.ts";
import type { ShareRule } from "../bridges/gun/share.ts";

/** Origins of web pages; `*` for all. */
export const origins: Convert<string[]> = list((value, source) => {
  const origin = text(value, source);
  if (origin === "*") return origin;
  if (URL.canParse(origin) && new URL(origin).origin === origin) return origin;
  throw new UsageError(`${source} needs origins such as https://example.org`);
});

/** Addresses and networks. */
export const networks: Convert<string[]> = list((value, source) => {
  const network = text(value, source);
  if (isNetwork(network)) return network;
  throw new UsageError(`${source} needs addresses such as 10.0.0.0/8`);
});

/** URLs of HTTP or WebSocket. */
export const urls: Convert<string[]> = list((value, source) => {
  const url = text(value, source);
  if (/^(https?|wss?):\/\/[^\s]+$/.test(url) && URL.canParse(url)) return url;
  throw new UsageError(`${source} needs URLs such as https://example.org/gun`);
});

/** Patterns of paths. */
export const pathPatterns: Convert<string[]> = list((value, source) => {
  const pattern = text(value, source);
  if (isPathPattern(pattern)) return pattern;
  throw new UsageError(`${source} needs patterns such as config/#`);
});

const SETTABLE_SUFFIX = ":set";

/** Patterns of paths; `:set` at the end allows GUN apps to set them. */
export const shareRules: Convert<ShareRule[]> = list((value, source) => {
  const pattern = text(value, source);
  if (pattern === SETTABLE_SUFFIX || pattern.includes(",")) {
    throw new UsageError(`${source} needs patterns such as house/#`);
  }
  return pattern.endsWith(SETTABLE_SUFFIX)
    ? { matches: pattern.slice(0, -SETTABLE_SUFFIX.length), settable: true }
    : { matches: pattern };
});

/** Path of a WebSocket; `*` for all. */
export const webSocketPath: Convert<string> = (value, source) => {
  const path = text(value, source);
  if (path === "*" || /^(\/[\w.~-]*)+(\/\*)?$/.test(path)) return path;
  throw new UsageError(`${source} needs a path such as /jet/* or *`);
};

/** Separator of the segments of a path. */
export const separator: Convert<string> = (value, source) => {
  if (typeof value === "string" && isSeparator(value)) return value;
  throw new UsageError(`${source}: ${SEPARATOR_RULE}`);
};

/** Permissions of a file, in octal digits. */
export const fileMode: Convert<number> = (value, source) => {
  const digits = text(value, source);
  if (/^0?[0-7]{3}$/.test(digits)) return Number.parseInt(digits, 8);
  throw new UsageError(`${source} needs octal digits such as "660"`);
};

/** A unix socket; `false` for none. */
export const unixSocket: Convert<string | false> = (value, source) =>
  value === false ? false : text(value, source);
