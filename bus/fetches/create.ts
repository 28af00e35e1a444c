/**
 * Makes fetches.
 *
 * @module
 */
import type { Fetch, FetchParts } from "./fetch.ts";
import { PathFetch } from "./path_query.ts";
import { SortedFetch } from "./sorted.ts";
import { ValueFetch } from "./value_query.ts";

/** Makes the kind of fetch that a query needs. */
export function createFetch(parts: FetchParts): Fetch {
  const { sort, values } = parts.query;
  if (sort !== undefined) return new SortedFetch(parts);
  return values === null ? new PathFetch(parts) : new ValueFetch(parts, values);
}
