/**
 * What can go wrong with a request, before any dialect has put it into words.
 *
 * @module
 */
import type { Slice } from "../../base/slice.ts";

/** Faults that concern a path. */
export type PathFaultKind =
  /** No element has this path. */
  | "notFound"
  /** An element has this path already. */
  | "occupied"
  /** The state can't be set. */
  | "fetchOnly"
  /** A node is there: something is below. */
  | "pathIsNode"
  /** A state or method is above: this is its path. */
  | "parentIsLeaf"
  /** A segment of the path is empty. */
  | "emptySegment"
  /** The path has too many segments. */
  | "tooDeep"
  /** The path has too many bytes. */
  | "pathTooLong"
  /** The element belongs to another peer. */
  | "notOwner"
  /** Only states can be set and changed. */
  | "notState"
  /** Only methods can be called. */
  | "notMethod"
  /** Only signals can be sent. */
  | "notSignal"
  /** The peer's groups don't allow it. */
  | "noAccess"
  /** The element has changed since the revision that a condition names. */
  | "conflict"
  /** The owner left while the request waited at it. */
  | "ownerGone";

/** What is wrong with a message that can't be read. */
export interface UnreadFault {
  readonly kind: "parse" | "tooLarge";
  readonly reason: string;
}

/** Why a request was not carried out. A dialect turns it into an answer. */
export type Fault =
  | {
    readonly kind: PathFaultKind;
    readonly path: string;
    /** The request, where the error depends on it. */
    readonly request?: "change" | "remove";
    /** Whether a signal is there, in place of what the request is for. */
    readonly isSignal?: boolean;
  }
  /** A parameter is missing or of a wrong type; `got` is what came instead. */
  | {
    readonly kind: "missing" | "wrongType";
    readonly param: string;
    readonly got: Slice | undefined;
  }
  /** A parameter has the right type and makes no sense. */
  | { readonly kind: "invalid"; readonly reason: string }
  /** The peer has a fetch with this id already. */
  | { readonly kind: "fetchIdInUse"; readonly fetchId: string }
  /** The peer has no fetch with this id. */
  | { readonly kind: "unknownFetch"; readonly fetchId: string }
  /** The owner did not answer in time; `request` are the parameters asked. */
  | { readonly kind: "timeout"; readonly request: Slice }
  /** Name or password are wrong. */
  | { readonly kind: "invalidUser" | "invalidPassword"; readonly user: string }
  /** The peer may not manage users. */
  | { readonly kind: "notAllowed"; readonly reason: string }
  /** There is such a user already. */
  | { readonly kind: "userExists"; readonly user: string }
  /** The daemon can't encode messages in this way. */
  | { readonly kind: "encoding"; readonly encoding: string }
  /** There is no such method in the protocol. */
  | { readonly kind: "unknownMethod"; readonly method: string }
  /** The message is neither request nor response. */
  | { readonly kind: "invalidRequest"; readonly message: Slice | undefined }
  /** The message can't be read at all. */
  | {
    readonly kind: "parse";
    readonly reason: string;
    /** What came, if it is no JSON and may be quoted. */
    readonly text?: Slice;
  }
  /** The message breaks the protocol. */
  | { readonly kind: "protocol"; readonly reason: string }
  /** The message is longer than the daemon takes. */
  | { readonly kind: "tooLarge"; readonly reason: string }
  /** A limit of the daemon is reached. */
  | {
    readonly kind: "limit";
    readonly reason: string;
    /** Name of the option and what it is set to; not given for other limits. */
    readonly option?: { readonly name: string; readonly maximum: number };
  }
  /** The daemon itself failed. */
  | { readonly kind: "internal"; readonly reason: string };
