/**
 * What is loaded once there is a connection: one file, so one request of a page.
 *
 * @module
 */
export { daemonClock } from "./daemon_clock.ts";
export { Liveness } from "./liveness.ts";
