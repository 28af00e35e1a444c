/**
 * Lines of JSON between a test and the process that runs programs for it.
 *
 * @module
 */
import type { HandledSignal } from "../../../daemon/main.ts";
import type { UserStoreOptions } from "../../../daemon/users/store.ts";

/** A program to run. */
export interface Task {
  readonly program: "daemon" | "jet";
  readonly args: readonly string[];
  /** All of its environment. */
  readonly env: Readonly<Record<string, string>>;
  /** What `jet` reads, in base64. */
  readonly input?: string;
  /** Options of the daemon's user store. */
  readonly storeOptions?: UserStoreOptions;
}

/** Starts a program, or sends it a signal. */
export type Command =
  & { readonly id: number }
  & (Task | { readonly signal: HandledSignal });

/** What a program printed, in base64, or that it has ended. */
export interface Report {
  readonly id: number;
  readonly stdout?: string;
  readonly stderr?: string;
  readonly exit?: number;
}
