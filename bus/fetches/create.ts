/**
 * Makes fetches.
 *
 * @module
 */
import type { TimerWheel } from "../collections/timer_wheel.ts";
import type { CompiledQuery } from "./compile.ts";
import type { Fetch } from "./fetch.ts";
import type { Fetcher } from "./fetcher.ts";
import { PathFetch } from "./path_query.ts";
import { SortedFetch } from "./sorted.ts";
import { ValueFetch } from "./value_query.ts";

/** Makes the kind of fetch that a query needs. */
export function createFetch(
  fetcher: Fetcher,
  id: string,
  query: CompiledQuery,
  serial: number,
  timers: TimerWheel,
): Fetch {
  if (query.sort !== undefined) {
    return new SortedFetch(fetcher, id, query, serial, timers);
  }
  return query.values === null
    ? new PathFetch(fetcher, id, query, serial, timers)
    : new ValueFetch(fetcher, id, query, query.values, serial, timers);
}
