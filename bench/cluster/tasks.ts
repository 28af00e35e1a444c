/**
 * What passes between the benchmark of a cluster and its processes of load.
 *
 * @module
 */

/** Which of the members a peer connects to. */
interface Place {
  readonly daemon: number;
}

/** One task of a process. */
export type LoadTask =
  /** Adds 64 states; `answers`: and answers requests about them. */
  | ({ do: "own"; prefix: string; answers: boolean } & Place)
  /** Sets them. */
  | ({ do: "set"; prefix: string; inFlight: number; seconds: number } & Place)
  /** Connects fetchers of so many states. */
  | ({ do: "fetch"; prefix: string; states: number; fetchers: number } & Place)
  /** Changes own states until `stop`. */
  | { do: "change"; inFlight: number }
  /** Gives the number of notifications of all fetchers. */
  | { do: "count" }
  /** Ends `change`; gives the number of changes. */
  | { do: "stop" }
  /** Ends the fetchers. */
  | { do: "unfetch" }
  /** Adds states. */
  | ({ do: "add"; prefix: string; states: number; inFlight: number } & Place)
  /** Fetches so many states once. */
  | ({ do: "read"; prefix: string; states: number } & Place);

/** What a process answers; times in milliseconds, rates a second. */
export interface Answer {
  readonly failure?: string;
  readonly count?: number;
  readonly rate?: number;
  /** Rates of the first and of the last tenth. */
  readonly firstTenth?: number;
  readonly lastTenth?: number;
  readonly p50?: number;
  readonly p99?: number;
  readonly most?: number;
  readonly ms?: number;
}
