/**
 * Loading of what not every fetch needs, or not from its beginning.
 *
 * @module
 */
import { Lazy } from "../../base/lazy.ts";

/** Loaded with the first sorted fetch. */
export const sorted = new Lazy(() => import("./sorted.ts"));

/** Loaded with the first fetch. */
export const fetchLater = new Lazy(() => import("./later.ts"));
