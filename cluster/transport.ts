/**
 * What a cluster needs of the engine below it.
 *
 * @module
 */

/** An entry of the log, as it comes back. */
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
  /** When that was taken; 0 if it is not there any more. */
  readonly time: number;
}

/** A log with one order, and messages from member to member. */
export interface ClusterTransport {
  /** Longest message in bytes. */
  readonly maxMessage: number;
  /** Whether there is a log that several servers keep. */
  readonly isReplicated: boolean;
  /**
   * Appends to the log; resolves when it is there for good.
   *
   * @param id Makes a repetition harmless.
   * @returns The number of the entry.
   * @throws {Error} if that is not certain.
   */
  append(bytes: Uint8Array, id: string): Promise<number>;
  /**
   * Sends an entry to most of the servers that keep the log, whether or not it
   * takes anything now.
   *
   * @returns Whether most of them have got it.
   */
  handOver(bytes: Uint8Array): Promise<boolean>;
  /**
   * The end of the log.
   *
   * @throws {Error} if the log can't be reached.
   */
  end(): Promise<LogEnd>;
  /**
   * Follows the log.
   *
   * @param from Number of the first entry.
   * @param onEntry Called for each entry in order.
   * @param onLost Called once if it can't be followed any more.
   * @returns Ends it.
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
  /** Answers those who ask; returns what ends it. */
  serveState(state: () => readonly Uint8Array[]): () => void;
  /** Sends a message to a member; messages to one member keep their order. */
  send(to: string, from: string, bytes: Uint8Array): void;
  /** Takes the messages to a member; returns what ends it. */
  receive(
    member: string,
    onMessage: (from: string, bytes: Uint8Array) => void,
  ): () => void;
  /** Called when messages may have been lost. */
  onInterrupted: () => void;
  /** Ends it. */
  close(): Promise<void>;
}
