/**
 * Error objects as each kind of peer is to see them.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import { asRecord, type Client } from "./client.ts";
import type { Speaker } from "./speaker.ts";

const DOCUMENTATION =
  "https://github.com/lipp/node-jet/blob/master/doc/peer.markdown";

/** What is expected of an error by each dialect. */
export interface Expected {
  /** Code and `data` of a node-jet 2.x error. */
  readonly classic: readonly [number, unknown];
  /** Code and `data` of a cjet error. */
  readonly cjet: readonly [number, unknown];
  /** Code, name without "jet.", message and details of a 3.x error. */
  readonly v3: readonly [number, string, string, string?];
}

/** No element has the path, or none that the peer may know of. */
export function notFound(path: string): Expected {
  return {
    classic: [-32602, { pathNotExists: path }],
    cjet: [-32602, { "not exists": path }],
    v3: [
      -32602,
      "NotFound",
      "No State/Method matching the specified path",
      path,
    ],
  };
}

/** The peer may see the element, and not do this with it. */
export function noAccess(path: string): Expected {
  return {
    classic: [-32602, { noAccess: path }],
    cjet: [-32602, { "request not authorized": path }],
    v3: [-32602, "invalid params", "Missing authorization", path],
  };
}

const MESSAGES: Readonly<Record<number, string>> = {
  [-32600]: "Invalid Request",
  [-32601]: "Method not found",
  [-32602]: "Invalid params",
  [-32603]: "Internal error",
  [-32001]: "Response Timeout",
};

/** Asserts that an answer without its id is an error as the peer knows it. */
export function assertFailure(
  peer: Speaker,
  answer: unknown,
  expected: Expected,
): void {
  if (!peer.isV3) {
    const [code, data] = peer.kind === "cjet"
      ? expected.cjet
      : expected.classic;
    const error = { code, message: MESSAGES[code], data };
    return assertEquals(answer, { error });
  }
  const [code, bare, message, details] = expected.v3;
  const name = `jet.${bare}`;
  const { error } = asRecord(answer);
  const { data, ...rest } = asRecord(error);
  assertEquals(rest, { code, name, message });
  const { url, ...named } = asRecord(data);
  assertEquals(String(url).startsWith(`${DOCUMENTATION}#jet`), true, `${url}`);
  assertEquals(named, { name, details: details ?? named.details });
  assertEquals(typeof named.details, "string");
}

/** The code of an error without an id, which must come next. */
export async function parseError(client: Client): Promise<unknown> {
  const message = asRecord(await client.next());
  assertEquals(Object.keys(message), ["error"]);
  return asRecord(message.error).code;
}
