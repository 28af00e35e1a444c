/**
 * The calls made from this page: running ones, and the results of the last.
 *
 * @module
 */
import { ConnectionClosed, JetError } from "../../peer.ts";
import { type Signal, signal } from "@preact/signals";
import { announced, bus } from "../page/app.ts";
import { texts } from "../texts.ts";
import { isRecord } from "../../base/narrowing.ts";
import { readArguments } from "./form.ts";

/** Calls that are kept of each method. */
const MAX_CALLS = 50;

/** What came of a call. */
export type Outcome =
  | { readonly kind: "running" }
  | { readonly kind: "done"; readonly result: unknown }
  | {
    readonly kind: "failed";
    readonly name: string;
    readonly message: string;
    readonly code: string | undefined;
    readonly data: unknown;
  }
  | { readonly kind: "unknown" };

/** A call. */
export interface Call {
  readonly id: number;
  readonly path: string;
  /** JSON of the arguments. */
  readonly args: string;
  readonly at: number;
  readonly took: number;
  readonly outcome: Outcome;
  readonly abort: AbortController;
}

const calls = new Map<string, Signal<readonly Call[]>>();
let lastId = 0;

/** The calls of a method, newest first. */
export function callsOf(path: string): Signal<readonly Call[]> {
  let list = calls.get(path);
  if (list === undefined) calls.set(path, list = signal([]));
  return list;
}

/**
 * Calls a method.
 *
 * @param args JSON of the arguments.
 * @param timeout In seconds.
 */
export async function call(
  path: string,
  args: string,
  timeout: number,
): Promise<void> {
  const list = callsOf(path);
  const abort = new AbortController();
  const started = performance.now();
  const begun: Call = {
    id: ++lastId,
    path,
    args,
    at: Date.now(),
    took: 0,
    outcome: { kind: "running" },
    abort,
  };
  list.value = [begun, ...list.value].slice(0, MAX_CALLS);
  let outcome: Outcome;
  try {
    const result = await bus.peer.call(path, readArguments(args), {
      timeout,
      signal: abort.signal,
    });
    outcome = { kind: "done", result };
    announced.value = texts.done;
  } catch (error) {
    outcome = outcomeOf(error);
    announced.value = outcome.kind === "failed"
      ? outcome.message
      : texts.linkLost;
  }
  const took = Math.round(performance.now() - started);
  list.value = list.value.map((one) =>
    one.id === begun.id ? { ...one, outcome, took } : one
  );
}

function outcomeOf(error: unknown): Outcome {
  if (error instanceof ConnectionClosed) return { kind: "unknown" };
  if (!(error instanceof Error)) {
    return {
      kind: "failed",
      name: texts.failed,
      message: String(error),
      code: undefined,
      data: undefined,
    };
  }
  const fields: unknown = error instanceof JetError ? error : {};
  const { code, data } = isRecord(fields)
    ? fields
    : { code: undefined, data: undefined };
  return {
    kind: "failed",
    name: error.name,
    message: error.message,
    code: typeof code === "number" || typeof code === "string"
      ? String(code)
      : undefined,
    data,
  };
}
