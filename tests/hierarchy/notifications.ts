/**
 * Notifications of a classic fetch about nodes, states and methods.
 *
 * @module
 */

/** A notification of a classic fetch. */
export interface Notification {
  readonly method: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/** What can happen to a node. */
export type NodeEvent = "add" | "remove";

/** Writes the notifications of one fetch. */
export class Notifications {
  /** The id of the fetch. */
  readonly id: string;

  constructor(id: string) {
    this.id = id;
  }

  /** Something happened to a node. */
  node(event: NodeEvent, path: string): Notification {
    return { method: this.id, params: { path, event, type: "node" } };
  }

  /** The same happened to several nodes, in this order. */
  nodes(event: NodeEvent, ...paths: string[]): Notification[] {
    return paths.map((path) => this.node(event, path));
  }

  /** Something happened to a state. */
  state(
    event: NodeEvent | "change",
    path: string,
    value: unknown,
  ): Notification {
    return { method: this.id, params: { path, event, value } };
  }

  /** Something happened to a method. */
  method(event: NodeEvent, path: string): Notification {
    return { method: this.id, params: { path, event } };
  }
}
