/**
 * What is loaded once there is a connection: one file, so one request of a page.
 *
 * @module
 */
export { NotFound } from "../../protocol/errors/owner_classes.ts";
export { errorFromWire } from "../../protocol/errors/wire.ts";
export { alarm } from "./alarm.ts";
export { daemonClock } from "./daemon_clock.ts";
export { Liveness } from "./liveness.ts";

export { takeKept } from "./kept.ts";
export { loginError } from "./login_error.ts";
