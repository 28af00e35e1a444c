/**
 * Peers that behave: they read all the time, and answer what they are asked.
 *
 * @module
 */
import { setImmediate } from "node:timers";
import { asRecord } from "../support/client.ts";
import { PASSWORD } from "../support/users.ts";
import { type Answer, Connection } from "./connection.ts";

/** How a member begins. */
export interface MemberOptions {
  /** TCP port of the daemon. */
  readonly port: number;
  /** Name, as the daemon's log shows it. */
  readonly name: string;
  /** Whether the daemon knows users, so that the member has to log in. */
  readonly login: boolean;
  /** Takes what is no answer. */
  readonly received?: (message: Answer) => void;
}

/** Connects a member. */
export async function join(
  { port, name, login, received }: MemberOptions,
): Promise<Connection> {
  const connection = (await Connection.open({ port })).converse(received);
  await done(connection, "config", { name });
  if (login) {
    const params = { user: "joe", password: PASSWORD };
    await done(connection, "authenticate", params);
  }
  return connection;
}

/** Makes a request that has to work. */
export async function done(
  connection: Connection,
  method: string,
  params: unknown,
  seconds?: number,
): Promise<void> {
  const answer = await connection.ask(method, params, seconds);
  if ("result" in answer) return;
  throw new Error(`${method} is refused: ${JSON.stringify(answer)}`);
}

/** An owner that answers every `set` and `call` with success. */
export class Owner {
  readonly connection: Connection;
  readonly #publishes: boolean;
  #waiting: unknown[] = [];

  private constructor(connection: Connection, publishes: boolean) {
    this.connection = connection;
    this.#publishes = publishes;
  }

  /**
   * Connects an owner.
   *
   * @param publishes Whether a `set` is published as `change`.
   */
  static async join(
    options: MemberOptions,
    publishes: boolean,
  ): Promise<Owner> {
    const received = (message: Answer) => owner.#answer(message);
    const connection = await join({ ...options, received });
    const owner = new Owner(connection, publishes);
    return owner;
  }

  /** Adds states. */
  async add(paths: readonly string[]): Promise<void> {
    for (const path of paths) {
      await done(this.connection, "add", { path, value: 0 });
    }
  }

  #answer({ id, method, params }: Answer): void {
    if (typeof method !== "string") return;
    if (this.#publishes) {
      const { value } = asRecord(params);
      this.#say({ method: "change", params: { path: method, value } });
    }
    if (id !== undefined) this.#say({ id, result: true });
  }

  // What came in one piece is answered in one piece.
  #say(message: unknown): void {
    if (this.#waiting.length === 0) setImmediate(() => this.#flush());
    this.#waiting.push(message);
  }

  #flush(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    this.connection.message(...waiting);
  }
}
