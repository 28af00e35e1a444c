/**
 * Sends requests, and reports answers as they arrive.
 *
 * @module
 */
import { messageOf } from "../../base/narrowing.ts";
import type { Prepared } from "./document.ts";

/** Characters of an answer that are shown: the last ones. */
const MAX_TEXT = 100_000;

/** An answer, as far as it has arrived. */
export interface Answer {
  /** 0: there was none. */
  readonly status: number;
  readonly type: string;
  /** Its ETag. */
  readonly tag: string;
  /** Milliseconds since the request. */
  readonly took: number;
  readonly text: string;
  readonly running: boolean;
}

/** Whether content of a type is shown as text. */
function isText(type: string): boolean {
  return /^text\/|[/+](?:json|x-ndjson|xml)\b/.test(type);
}

function readable(text: string, type: string): string {
  if (!/[/+]json\b/.test(type)) return text;
  // Digits stay as they came: only what reads the same is laid out.
  try {
    const value: unknown = JSON.parse(text);
    return JSON.stringify(value) === text.trim()
      ? JSON.stringify(value, undefined, 2)
      : text;
  } catch {
    return text;
  }
}

/**
 * Sends a request.
 *
 * @param onAnswer Called whenever more of the answer is there.
 * @returns Ends it.
 */
export function send(
  { method, target, headers, body }: Prepared,
  onAnswer: (answer: Answer) => void,
): () => void {
  const abort = new AbortController();
  const began = performance.now();
  let answer: Answer = {
    status: 0,
    type: "",
    tag: "",
    took: 0,
    text: "",
    running: true,
  };
  const report = (more: Partial<Answer>) => {
    answer = { ...answer, took: performance.now() - began, ...more };
    onAnswer(answer);
  };
  const run = async () => {
    const response = await fetch(target, {
      method,
      headers,
      body: body === "" ? undefined : body,
      signal: abort.signal,
      credentials: "omit",
      cache: "no-store",
    });
    const type = response.headers.get("content-type") ?? "";
    const tag = response.headers.get("etag") ?? "";
    report({ status: response.status, type, tag });
    if (!isText(type)) {
      const { byteLength } = await response.arrayBuffer();
      return byteLength === 0 ? "" : `${byteLength} bytes`;
    }
    const decoder = new TextDecoder();
    for await (const bytes of chunksOf(response)) {
      const text = answer.text + decoder.decode(bytes, { stream: true });
      report({ text: text.slice(-MAX_TEXT) });
    }
    return readable(answer.text, type);
  };
  run().then(
    (text) => report({ text, running: false }),
    (error) => {
      const text = abort.signal.aborted ? answer.text : messageOf(error);
      report({ text, running: false });
    },
  );
  return () => abort.abort();
}

async function* chunksOf(response: Response): AsyncGenerator<Uint8Array> {
  const reader = response.body?.getReader();
  if (reader === undefined) return;
  while (true) {
    const { done, value } = await reader.read();
    if (done) return;
    yield value;
  }
}
