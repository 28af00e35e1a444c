/**
 * Entries of the log that all members of a cluster apply in its order.
 *
 * @module
 */
import { isRecord, messageOf } from "../base/narrowing.ts";

/** What an element is, as the directory knows it. */
export interface Claim {
  readonly path: string;
  readonly kind: "state" | "method" | "signal";
  /** Whether it can only be fetched. */
  readonly fetchOnly: boolean;
  /** Seconds until a request times out; `undefined`: the default. */
  readonly timeout: number | undefined;
  /** Seconds after which its value is stale; `undefined`: never. */
  readonly expires: number | undefined;
  /** Groups that may fetch, set and call it, as the owner wrote them. */
  readonly access: unknown;
  /** Whether it is a method or a signal whose metadata has to be asked for. */
  readonly hasMeta?: true;
}

/** What a member says of itself when it joins. */
export interface MemberInfo {
  /** Name of the daemon. */
  readonly name: string;
  /** Version of the daemon. */
  readonly version: string;
  /** Version of the protocol between members. */
  readonly protocol: number;
  /** Separator and hierarchy, which all members have in common. */
  readonly rules: string;
  /** Epoch of its revisions; entries of an earlier version have none. */
  readonly epoch?: string;
  /** The additions to the protocol that it knows; see `ADDITIONS`. */
  readonly additions?: number;
}

/** One operation of an entry. */
export type Operation =
  /** Claims a path; `replaces`: it is held already, by another element. */
  | {
    readonly kind: "claim";
    readonly claim: Claim;
    readonly replaces: boolean;
  }
  /** Gives a path up. */
  | { readonly kind: "release"; readonly path: string }
  /** Gives a path to another member, whose claim of it this is. */
  | { readonly kind: "give"; readonly to: string; readonly claim: Claim }
  /** Begins the membership; `former`: the member's last one, which is over. */
  | {
    readonly kind: "join";
    readonly info: MemberInfo;
    readonly former?: string;
  }
  /** Ends it. */
  | { readonly kind: "leave" }
  /** Changes nothing: when it comes back, all that was before it has. */
  | { readonly kind: "sync" };

/** What one member has appended at once; without operations it is a beat. */
export interface Entry {
  /** The incarnation of the member: differs from join to join. */
  readonly member: string;
  /** Number of the batch of this incarnation; 0 for beats. */
  readonly batch: number;
  readonly operations: readonly Operation[];
  /**
   * Of a beat: the number of the last entry that the member has read, and the sum
   * up to it; see `LogSums`. Entries of an earlier version have none.
   */
  readonly reading?: readonly [sequence: number, sum: number];
}

const KINDS = ["state", "method", "signal"] as const;
const FETCH_ONLY = 4;
const HAS_META = 8;

/** Most operations of one entry. */
export const MAX_OPERATIONS = 4096;
/** Bytes of one entry, if it has several operations. */
const MAX_ENTRY_BYTES = 1 << 15;

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** A claim as an array, which takes the least room. */
export function packClaim(claim: Claim): unknown[] {
  const { path, kind, fetchOnly, timeout, expires, access, hasMeta } = claim;
  const flags = KINDS.indexOf(kind) + (fetchOnly ? FETCH_ONLY : 0) +
    (hasMeta ? HAS_META : 0);
  const packed: unknown[] = [path, flags];
  if (timeout !== undefined || expires !== undefined || access !== undefined) {
    packed.push(timeout ?? 0, expires ?? 0);
    if (access !== undefined) packed.push(access);
  }
  return packed;
}

/**
 * The claim of an array.
 *
 * @throws {TypeError} if it is none.
 */
export function unpackClaim(packed: readonly unknown[]): Claim {
  const [path, flags, timeout = 0, expires = 0, access] = packed;
  if (
    typeof path !== "string" || typeof flags !== "number" ||
    typeof timeout !== "number" || typeof expires !== "number"
  ) throw new TypeError("no claim");
  return {
    path,
    kind: KINDS[flags & 3] ?? "state",
    fetchOnly: (flags & FETCH_ONLY) !== 0,
    timeout: timeout || undefined,
    expires: expires || undefined,
    access,
    ...(flags & HAS_META) !== 0 ? { hasMeta: true } : {},
  };
}

function packOperation(operation: Operation): unknown[] {
  switch (operation.kind) {
    case "claim":
      return [operation.replaces ? "=" : "+", ...packClaim(operation.claim)];
    case "release":
      return ["-", operation.path];
    case "give":
      return [">", operation.to, ...packClaim(operation.claim)];
    case "join":
      return ["j", operation.info, operation.former ?? ""];
    case "leave":
      return ["l"];
    case "sync":
      return ["s"];
  }
}

/** Bytes of an entry besides its only operation, and of the headers of NATS. */
const OVERHEAD_BYTES = 256;

/** Whether a claim goes in an entry of a limited length. */
export function fitsEntry(claim: Claim, maxBytes: number): boolean {
  const { path, access } = claim;
  // A unit of a string takes at most six bytes.
  const isShort = access === undefined &&
    path.length * 6 + OVERHEAD_BYTES * 2 <= maxBytes;
  if (isShort) return true;
  const text = JSON.stringify(packClaim(claim));
  return encoder.encode(text).length + OVERHEAD_BYTES <= maxBytes;
}

/** Bytes that an operation takes in an entry, at most about. */
function roomOf(operation: Operation): number {
  if (operation.kind === "claim" || operation.kind === "give") {
    const { path, access } = operation.claim;
    return path.length * 3 + 40 +
      (access === undefined ? 0 : JSON.stringify(access).length * 3);
  }
  return operation.kind === "release" ? operation.path.length * 3 + 8 : 200;
}

/**
 * How many of these operations, from one on, go in one entry.
 *
 * @param maxBytes Bytes of the longest entry of the log.
 */
export function entryLength(
  queue: readonly { readonly operation: Operation }[],
  from: number,
  maxBytes: number,
): number {
  // Control characters take twice the estimated room.
  const limit = Math.min(MAX_ENTRY_BYTES, maxBytes / 2);
  let bytes = 0;
  let length = 0;
  while (from + length < queue.length && length < MAX_OPERATIONS) {
    bytes += roomOf(queue[from + length].operation);
    if (length > 0 && bytes > limit) break;
    length++;
  }
  return length;
}

/** The bytes of an entry. */
export function packEntry(
  { member, batch, operations, reading }: Entry,
): Uint8Array {
  const o = operations.length > 0 ? operations.map(packOperation) : undefined;
  return encoder.encode(
    JSON.stringify({ m: member, b: batch, o, r: reading }),
  );
}

/**
 * Reads an entry. Operations that a later version has made are left out.
 *
 * @throws {TypeError} if it is none.
 * @throws {SyntaxError} if it is no JSON.
 */
export function unpackEntry(bytes: Uint8Array): Entry {
  const parsed: unknown = JSON.parse(decoder.decode(bytes));
  if (!isRecord(parsed)) throw new TypeError("no entry");
  const { m: member, b: batch, o = [], r } = parsed;
  if (
    typeof member !== "string" || typeof batch !== "number" ||
    !Array.isArray(o)
  ) throw new TypeError("no entry");
  const entry = { member, batch, operations: o.map(unpackOperation) };
  if (!Array.isArray(r)) return entry;
  const [sequence, sum]: unknown[] = r;
  return typeof sequence === "number" && typeof sum === "number"
    ? { ...entry, reading: [sequence, sum] }
    : entry;
}

const NO_ENTRY: Entry = { member: "", batch: 0, operations: [] };

/** Reads the entries of a log to which others may write, too. */
export class EntryReader {
  readonly #onStray: (error: Error) => void;
  #hasStray = false;

  /** @param onStray Called with the first that is no entry. */
  constructor(onStray: (error: Error) => void) {
    this.#onStray = onStray;
  }

  /**
   * An entry, or an empty one in the place of what no member writes: each member
   * passes over the same.
   */
  read(bytes: Uint8Array): Entry {
    try {
      return unpackEntry(bytes);
    } catch (error) {
      if (!this.#hasStray) {
        this.#hasStray = true;
        const reason = messageOf(error);
        this.#onStray(new Error(`the log has what is no entry: ${reason}`));
      }
      return NO_ENTRY;
    }
  }
}

/** Also in the place of an operation that is not known here. */
const SYNC: Operation = { kind: "sync" };

function unpackOperation(packed: unknown): Operation {
  if (!Array.isArray(packed)) throw new TypeError("no operation");
  const [kind, ...rest] = packed;
  switch (kind) {
    case "+":
    case "=": {
      return {
        kind: "claim",
        claim: unpackClaim(rest),
        replaces: kind === "=",
      };
    }
    case "-": {
      const [path] = rest;
      if (typeof path !== "string") throw new TypeError("no path");
      return { kind: "release", path };
    }
    case ">": {
      const [to, ...claim] = rest;
      if (typeof to !== "string") throw new TypeError("no member");
      return { kind: "give", to, claim: unpackClaim(claim) };
    }
    case "j": {
      const [info, former] = rest;
      return {
        kind: "join",
        info: unpackInfo(info),
        former: typeof former === "string" && former !== ""
          ? former
          : undefined,
      };
    }
    case "l":
      return { kind: "leave" };
    default:
      return SYNC;
  }
}

/**
 * What a member says of itself.
 *
 * @throws {TypeError} if it is something else.
 */
export function unpackInfo(info: unknown): MemberInfo {
  if (!isRecord(info)) throw new TypeError("no member");
  const { name, version, protocol, rules, epoch, additions, ...later } = info;
  if (
    typeof name !== "string" || typeof version !== "string" ||
    typeof protocol !== "number" || typeof rules !== "string"
  ) throw new TypeError("no member");
  return {
    ...later,
    name,
    version,
    protocol,
    rules,
    ...typeof epoch === "string" ? { epoch } : {},
    ...typeof additions === "number" ? { additions } : {},
  };
}
