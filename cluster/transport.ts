/**
 * The log and messages below a cluster: an interface that NATS implements.
 *
 * @module
 */

/** An entry of the log, as read from it. */
export interface LogEntry {
  readonly bytes: Uint8Array;
  /** Its number; the numbers have no gaps. */
  readonly sequence: number;
  /** Milliseconds since 1970 at which the log took it, by one clock of all. */
  readonly time: number;
}

/** The end of the log. */
export interface LogEnd {
  /** Number of its last entry; 0 if there has been none. */
  readonly sequence: number;
  /** Time of that entry in milliseconds since 1970; 0 if the log has dropped it. */
  readonly time: number;
}

/** A log with one order, and messages from member to member. */
export interface ClusterTransport {
  /** Longest message in bytes. */
  readonly maxMessage: number;
  /** Whether the log is replicated to several servers. */
  readonly isReplicated: boolean;
  /**
   * Appends an entry; resolves when the log has stored it durably.
   *
   * @param id Identifies repetitions, which the log drops.
   * @returns The number of the entry.
   * @throws {Error} if the log has not confirmed it.
   */
  append(bytes: Uint8Array, id: string): Promise<number>;
  /**
   * Sends an entry to a majority of the log's servers, also while they elect a
   * leader.
   *
   * @param onTaken Called when the log has taken it by way of another server than
   * that of `append`; more than once if several servers say so.
   * @returns Whether a majority has received it.
   */
  handOver(bytes: Uint8Array, onTaken: () => void): Promise<boolean>;
  /**
   * Connects to another server: one by way of which the log has taken an entry that
   * was handed over, if there is one. Calls `onInterrupted` then.
   */
  changeServer(): void;
  /**
   * The end of the log.
   *
   * @throws {Error} if the log can't be reached.
   */
  end(): Promise<LogEnd>;
  /**
   * When the log took an entry, in milliseconds since 1970.
   *
   * @returns `undefined` if it has none with this number.
   * @throws {Error} if the log can't be reached.
   */
  timeOf(sequence: number): Promise<number | undefined>;
  /**
   * Follows the log as its leader has it: members compare what they have read, which
   * finds nothing where most of them have read at one server that differs.
   *
   * @param from Number of the first entry.
   * @param onEntry Called for each entry in order.
   * @param onLost Called once if the log can't be read any more.
   * @returns Stops following.
   */
  follow(
    from: number,
    onEntry: (entry: LogEntry) => void,
    onLost: (reason: string) => void,
  ): Promise<() => void>;
  /**
   * Asks a member for its state.
   *
   * @returns The state in pieces; `undefined` if no member answers.
   */
  askState(): Promise<readonly Uint8Array[] | undefined>;
  /** Answers requests for the state; the result stops that. */
  serveState(state: () => Promise<readonly Uint8Array[]>): () => void;
  /** Sends a message to a member; messages to one member keep their order. */
  send(to: string, from: string, bytes: Uint8Array): void;
  /** Receives the messages to a member; the result stops that. */
  receive(
    member: string,
    onMessage: (from: string, bytes: Uint8Array) => void,
  ): () => void;
  /** Called when messages may have been lost, or the log may have to be followed anew. */
  onInterrupted: () => void;
  /** Ends it. */
  close(): Promise<void>;
}
