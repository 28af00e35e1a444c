/**
 * Addresses of this machine.
 *
 * @module
 */

/** Whether an address is this machine's, seen from itself. */
export function isLoopback(address: string): boolean {
  return address === "::1" || /^(::ffff:)?127\./.test(address);
}
