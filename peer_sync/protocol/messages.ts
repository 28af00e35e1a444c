/**
 * What the program and its thread say to each other.
 *
 * @module
 */
import type {
  Access,
  OccupiedOptions,
  StayOptions,
  ValueNotes,
} from "../../peer/elements/host.ts";
import type { Change, Entry } from "../../peer/fetch/entry.ts";
import type { Caller } from "../../peer/elements/request_scope.ts";
import type { PeerEventMap } from "../../peer/events.ts";
import type { DaemonInfo } from "../../peer/connection/info.ts";
import type { PeerSyncOptions } from "./options.ts";
import type { Packed } from "./values.ts";
import type { PackedError } from "./errors.ts";
import type { WireError } from "../../protocol/errors/codes.ts";

/** What a program asks for, one at a time; each is answered. */
export type Ask =
  | {
    readonly op: "connect";
    readonly target: string | readonly string[];
    readonly options: Omit<PeerSyncOptions, "log">;
  }
  | { readonly op: "resume" | "close" }
  | {
    readonly op: "request";
    readonly method: string;
    readonly params: readonly (readonly [name: string, value: Packed])[];
    readonly repeated: boolean | undefined;
  }
  /** Adds all of them or none. */
  | { readonly op: "add"; readonly elements: readonly Described[] }
  | { readonly op: "remove" | "removeBelow"; readonly path: string }
  | {
    readonly op: "change";
    readonly path: string;
    readonly value: Packed;
    readonly notes: ValueNotes;
  }
  | { readonly op: "signal"; readonly path: string; readonly value: Packed }
  | { readonly op: "meta"; readonly path: string; readonly meta: Packed }
  | {
    readonly op: "changeBelow";
    readonly path: string;
    readonly values: readonly (readonly [name: string, value: Packed])[];
  }
  | { readonly op: "fetch"; readonly fetch: number; readonly rules: Packed }
  | { readonly op: "unfetch"; readonly fetch: number };

/** What each of them gives. */
export interface Results {
  connect: DaemonInfo | undefined;
  request: Packed;
  resume: undefined;
  close: undefined;
  add: undefined;
  remove: undefined;
  removeBelow: undefined;
  change: undefined;
  signal: undefined;
  meta: undefined;
  changeBelow: undefined;
  fetch: undefined;
  unfetch: undefined;
}

/** An element of the program's, as the thread adds it. */
export interface Described extends OccupiedOptions, StayOptions {
  readonly path: string;
  readonly access: Access | undefined;
  readonly timeout: number | undefined;
  readonly meta: Packed;
  /** Whether it is a signal. */
  readonly signal?: boolean;
  /** What only a state has. */
  readonly state?: {
    readonly value: Packed;
    readonly fetchOnly: boolean;
    readonly expires: number | undefined;
    readonly keep: boolean | undefined;
    /** Whether a group decides upon its values. */
    readonly grouped: boolean;
    readonly notes: ValueNotes;
  };
}

/** An element or node that was reported, its value packed. */
export type PackedEntry = Omit<Entry, "value"> & { readonly value?: Packed };

/** What has happened to one. */
export type PackedChange = PackedEntry & Pick<Change, "event">;

/** An item of a fetch: a change, or the rows. */
export type PackedItem = PackedChange | readonly PackedEntry[];

/** A request forwarded to an element of the program. */
export type Wanted =
  | {
    readonly kind: "set";
    readonly value: Packed;
    readonly valueAsResult: boolean;
  }
  | { readonly kind: "restore"; readonly value: Packed }
  /** Of the group of a state. */
  | {
    readonly kind: "group";
    readonly below: string;
    readonly values: readonly (readonly [name: string, value: Packed])[];
  }
  | { readonly kind: "call"; readonly args: Packed };

/** What came of it. */
export type Reply =
  | { readonly kind: "done" }
  | { readonly kind: "result"; readonly value: Packed }
  | { readonly kind: "error"; readonly error: WireError };

/** From the program to its thread. */
export type ThreadCommand =
  | {
    readonly kind: "ask";
    readonly peer: number;
    readonly id: number;
    readonly ask: Ask;
  }
  /** The request has been abandoned; its answer is not needed. */
  | { readonly kind: "cancel"; readonly peer: number; readonly id: number }
  | {
    readonly kind: "announce";
    readonly peer: number;
    readonly path: string;
    readonly value: Packed;
  }
  | {
    readonly kind: "reply";
    readonly peer: number;
    readonly request: number;
    readonly reply: Reply;
  }
  /** The program has read everything; what was held back can come. */
  | { readonly kind: "resume" };

/** From the thread to one peer of the program. */
export type PeerReport =
  & { readonly peer: number }
  & (
    | { readonly kind: "answer"; readonly id: number; readonly result: unknown }
    | {
      readonly kind: "failure";
      readonly id: number;
      readonly error: PackedError;
    }
    | {
      readonly kind: "request";
      readonly request: number;
      readonly path: string;
      readonly wanted: Wanted;
      readonly caller: Caller | undefined;
    }
    /** No caller waits for the response to a request any more. */
    | {
      readonly kind: "givenUp";
      readonly request: number;
      readonly reason: PackedError;
    }
    | {
      readonly kind: "items";
      readonly fetch: number;
      /** Whether this is all that was there when the fetch began. */
      readonly initial: boolean;
      readonly items: readonly PackedItem[];
    }
    | {
      readonly kind: "event";
      readonly type: keyof PeerEventMap;
      readonly reason: PackedError | undefined;
      readonly path: string | undefined;
      readonly daemon: DaemonInfo | undefined;
    }
    | { readonly kind: "log"; readonly line: string }
  );

/** From the thread to the program. */
export type Report =
  | { readonly kind: "ready" }
  /** The thread can't do its work. */
  | { readonly kind: "unfit"; readonly reason: string }
  | PeerReport;

/** Places in the memory that both share. */
export const Place = {
  /** Counts the batches that were sent; the program sleeps on it. */
  sent: 0,
  /** Counts the reports that the program has taken. */
  taken: 1,
  /** 1 while a message is under way that wakes an idle program. */
  waking: 2,
  /** 1 if something is held back until the program has read everything. */
  heldBack: 3,
} as const;

/** Bytes of that memory. */
export const SHARED_BYTES = 4 * Int32Array.BYTES_PER_ELEMENT;
