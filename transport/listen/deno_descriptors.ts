/**
 * The descriptors of Deno's connections on Linux, for direct writes. Deno has no
 * interface to them: a connection's is the one that has the addresses of both ends.
 *
 * @module
 */
import {
  type DescriptorTable,
  type SocketCalls,
  SocketDescriptor,
} from "../streams/deno.ts";
import { openCLibrary } from "./deno_library.ts";

// Descriptors that are looked at for a connection: fewer belong to anything else.
const MAX_PROBES = 256;
// What is known of a descriptor.
const Use = { unknown: 0, taken: 1, other: 2 } as const;
const AF_INET = 2;
const AF_INET6 = 10;
// A `sockaddr_in6`, the larger one: family, port, flow, address, scope.
const ADDRESS_BYTES = 28;
const IPV4_OFFSET = 4;
const IPV6_OFFSET = 8;

/** The addresses of a TCP connection. */
export interface ConnectionEnds {
  readonly localAddr: Deno.NetAddr;
  readonly remoteAddr: Deno.NetAddr;
}

/** The part of the C library that is used here. */
export interface SocketLibrary extends SocketCalls {
  getsockname(
    fd: number,
    address: Uint8Array<ArrayBuffer>,
    length: Int32Array<ArrayBuffer>,
  ): number;
  getpeername(
    fd: number,
    address: Uint8Array<ArrayBuffer>,
    length: Int32Array<ArrayBuffer>,
  ): number;
}

/** The descriptors of connections. */
export class Descriptors implements DescriptorTable {
  readonly library: SocketLibrary;
  // By descriptor.
  readonly #uses: number[] = [];
  readonly #address = new Uint8Array(ADDRESS_BYTES);
  readonly #length = new Int32Array(1);

  constructor(library: SocketLibrary) {
    this.library = library;
  }

  /** The descriptor of a connection that is open; `undefined` if none is found. */
  find(
    { localAddr, remoteAddr }: ConnectionEnds,
  ): SocketDescriptor | undefined {
    const remote = socketAddress(remoteAddr);
    const local = socketAddress(localAddr);
    // What belonged to something else, such as a file, mostly still does.
    const fd = this.#probe(remote, local, Use.unknown) ??
      this.#probe(remote, local, Use.other);
    if (fd === undefined) return undefined;
    // A new connection has the first descriptor that is free.
    for (let below = 0; below < fd; below++) {
      if (this.#useOf(below) === Use.unknown) this.#uses[below] = Use.other;
    }
    this.#uses[fd] = Use.taken;
    return new SocketDescriptor(this, fd);
  }

  released(fd: number): void {
    this.#uses[fd] = Use.unknown;
  }

  #useOf(fd: number): number {
    return fd < this.#uses.length ? this.#uses[fd] : Use.unknown;
  }

  /** The descriptor of such a use whose ends are those of a connection. */
  #probe(remote: Uint8Array, local: Uint8Array, use: number) {
    const { getsockname, getpeername } = this.library;
    const end = use === Use.unknown ? Infinity : this.#uses.length;
    let probes = 0;
    for (let fd = 0; fd < end && probes < MAX_PROBES; fd++) {
      if (this.#useOf(fd) !== use) continue;
      probes++;
      if (
        this.#has(getpeername, fd, remote) && this.#has(getsockname, fd, local)
      ) return fd;
    }
    return undefined;
  }

  #has(
    addressOf: SocketLibrary["getpeername"],
    fd: number,
    expected: Uint8Array,
  ): boolean {
    const address = this.#address;
    this.#length[0] = address.length;
    if (addressOf(fd, address, this.#length) !== 0) return false;
    // Without the scope of an IPv6 address, which is not known.
    for (let at = 0; at < expected.length; at++) {
      if (expected[at] !== address[at]) return false;
    }
    return true;
  }
}

let opened: Descriptors | null | undefined;

/** The descriptors of this process; `null` if they can't be written to. */
export function descriptors(): Descriptors | null {
  return opened ??= openDescriptors();
}

function openDescriptors(): Descriptors | null {
  const address = ["i32", "buffer", "buffer"] as const;
  // A `u32` is extended by zeros to a `size_t`, which would be a bigint.
  const library = openCLibrary({
    getsockname: { parameters: address, result: "i32" },
    getpeername: { parameters: address, result: "i32" },
    send: { parameters: ["i32", "buffer", "u32", "i32"], result: "i32" },
  });
  return library === undefined ? null : new Descriptors(library.symbols);
}

/** The bytes of a `sockaddr`, up to the end of the address. */
export function socketAddress(
  { hostname, port }: Pick<Deno.NetAddr, "hostname" | "port">,
): Uint8Array {
  const isIpv6 = hostname.includes(":");
  const offset = isIpv6 ? IPV6_OFFSET : IPV4_OFFSET;
  const address = isIpv6 ? ipv6Bytes(hostname) : ipv4Bytes(hostname);
  const bytes = new Uint8Array(offset + address.length);
  new Uint16Array(bytes.buffer, 0, 1)[0] = isIpv6 ? AF_INET6 : AF_INET;
  bytes[2] = port >> 8;
  bytes[3] = port;
  bytes.set(address, offset);
  return bytes;
}

function ipv4Bytes(text: string): number[] {
  return text.split(".").map(Number);
}

function ipv6Bytes(text: string): number[] {
  const [left, right] = text.replace(/%.*/, "").split("::");
  const before = groupBytes(left);
  if (right === undefined) return before;
  const after = groupBytes(right);
  const zeros = new Array(16 - before.length - after.length).fill(0);
  return [...before, ...zeros, ...after];
}

function groupBytes(text: string): number[] {
  if (text === "") return [];
  return text.split(":").flatMap((group) => {
    if (group.includes(".")) return ipv4Bytes(group);
    const value = parseInt(group, 16);
    return [value >> 8, value & 0xff];
  });
}
