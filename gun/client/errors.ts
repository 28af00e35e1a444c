/**
 * What can go wrong for a program that uses the graph.
 *
 * @module
 */

/** The base of all errors of the graph. */
export class GraphError extends Error {
  /**
   * Something went wrong.
   *
   * @param message What, for a reader.
   * @param options The cause.
   */
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "GraphError";
  }
}

/**
 * The relay has refused what was put or asked; its reason is the message. What
 * was put is undone in the local copy of the graph.
 */
export class GraphRefused extends GraphError {
  /**
   * A put or query was refused.
   *
   * @param reason The `err` of the relay, such as `Unverified data.`
   */
  constructor(reason: string) {
    super(reason);
    this.name = "GraphRefused";
  }
}

/** The error that an answer with `err` means; nothing if it has none. */
export function refusalOf(
  { err }: Readonly<Record<string, unknown>>,
): GraphRefused | undefined {
  if (!err) return undefined;
  return new GraphRefused(typeof err === "string" ? err : JSON.stringify(err));
}

/**
 * The relay has not answered in time. A put may have been kept all the same,
 * and stays in the local copy.
 */
export class GraphTimeout extends GraphError {
  /**
   * No answer came.
   *
   * @param what What was waited for.
   * @param seconds How long.
   */
  constructor(what: string, seconds: number) {
    super(`no answer to ${what} within ${seconds} s`);
    this.name = "GraphTimeout";
  }
}

/** The graph is closed, or could not be connected. */
export class GraphClosed extends GraphError {
  /**
   * There is no connection, and there will be none.
   *
   * @param message Why.
   * @param options The cause.
   */
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "GraphClosed";
  }
}

/** More waits for the relay than may wait; nothing was put. */
export class QueueFull extends GraphError {
  /**
   * No room for a put.
   *
   * @param limit How much may wait, in UTF-16 units of JSON.
   */
  constructor(limit: number) {
    super(`more than ${limit} characters would wait for the relay`);
    this.name = "QueueFull";
  }
}
