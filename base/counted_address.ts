/**
 * Addresses as limits count them.
 *
 * @module
 */

/**
 * An address as clients are counted by it: without the port, which differs
 * between connections of one host, and of IPv6 the network, of which one host
 * has all addresses.
 *
 * @param remote Address and port.
 */
export function countedAddress(remote: string): string {
  const address = remote.replace(/:\d+$/, "").replace(/[[\]]/g, "");
  const mapped = /^::ffff:(\d+(?:\.\d+){3})$/i.exec(address);
  if (mapped !== null) return mapped[1];
  if (!address.includes(":")) return address;
  const [left, right] = address.split("::");
  const groups = left === "" ? [] : left.split(":");
  if (right !== undefined) {
    const rest = right === "" ? [] : right.split(":");
    while (groups.length + rest.length < 8) groups.push("0");
  }
  return groups.slice(0, 4).join(":");
}
