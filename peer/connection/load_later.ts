/**
 * Loading of what is needed once there is a connection.
 *
 * @module
 */
import { Lazy } from "../../base/lazy.ts";

/** What is loaded once there is a connection. */
export const later = new Lazy(() => import("./later.ts"));
