/**
 * Addresses of clients behind proxies.
 *
 * @module
 */
import type { BlockList } from "node:net";
import { builtins } from "../runtime/builtins.ts";

const PROXY_HEADERS = ["forwarded", "x-forwarded-for", "via"] as const;

/** Whether a proxy has added a header to a request. */
export function isForwarded(headers: Headers): boolean {
  return PROXY_HEADERS.some((name) => headers.has(name));
}

/** The proxies whose word counts. */
export class TrustedProxies {
  readonly #list: BlockList = new builtins.net.BlockList();

  /**
   * @param proxies Addresses, or networks such as `10.0.0.0/8`.
   * @throws {RangeError} if one is neither.
   */
  constructor(proxies: readonly string[]) {
    for (const proxy of proxies) {
      if (!isNetwork(proxy)) throw new RangeError(`${proxy} is no address`);
      const [address, bits] = proxy.split("/");
      const family = familyOf(address);
      if (bits === undefined) this.#list.addAddress(address, family);
      else this.#list.addSubnet(address, Number(bits), family);
    }
  }

  /**
   * Address and port of the client of a request: those of the connection, or, if
   * a trusted proxy has sent it, the last address in `Forwarded` or
   * `X-Forwarded-For` that is not a trusted proxy's. What is before it, the
   * client may have written itself.
   *
   * @param remote Address and port of the connection.
   */
  clientOf(headers: Headers, remote: string): string {
    const port = remote.slice(remote.lastIndexOf(":"));
    let client = addressOf(remote);
    if (!this.trusts(client)) return remote;
    for (const address of forwardedFor(headers).reverse()) {
      if (builtins.net.isIP(address) === 0) break;
      client = address;
      if (!this.trusts(address)) break;
    }
    return client + port;
  }

  /** Whether an address is that of a trusted proxy. */
  trusts(address: string): boolean {
    return builtins.net.isIP(address) !== 0 &&
      this.#list.check(address, familyOf(address));
  }
}

/** The address of the other end of a connection, without its port. */
export function addressOf(remote: string): string {
  return plain(remote.slice(0, remote.lastIndexOf(":")));
}

/** Whether a text is an address, or a network in the form `address/bits`. */
export function isNetwork(text: string): boolean {
  const [address, bits, ...rest] = text.split("/");
  const family = builtins.net.isIP(address);
  if (family === 0 || rest.length > 0) return false;
  if (bits === undefined) return true;
  return /^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128);
}

function familyOf(address: string): "ipv4" | "ipv6" {
  return builtins.net.isIP(address) === 6 ? "ipv6" : "ipv4";
}

/** The addresses that proxies name, the last proxy's at the end. */
function forwardedFor(headers: Headers): string[] {
  const forwarded = headers.get("forwarded");
  const list = forwarded === null
    ? headers.get("x-forwarded-for")?.split(",") ?? []
    : forwarded.split(",").map((element) =>
      /(?:^|;)\s*for=("[^"]*"|[^;\s]*)/i.exec(element)?.[1] ?? ""
    );
  return list.map((item) => plain(item.trim().replace(/^"|"$/g, "")));
}

/** An address without port, brackets, and the prefix of mapped IPv4. */
function plain(text: string): string {
  const address = /^\[([^\]]*)\](?::\d+)?$/.exec(text)?.[1] ??
    text.replace(/^([^:]+):\d+$/, "$1");
  return address.replace(/^::ffff:(?=\d+\.)/i, "");
}
