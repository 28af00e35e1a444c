/**
 * Code that runs in bursts, as that of `bus/burst_code.ts` does.
 *
 * @module
 */
import { JsonEvents } from "./json_rpc/events.ts";
import { RepeatedAdd } from "./json_rpc/repeated.ts";

/** Functions that changes of values and requests do not need. */
export const burstCode: readonly ((...args: never[]) => unknown)[] = [
  RepeatedAdd.prototype.read,
  JsonEvents.prototype.otherEvent,
];
