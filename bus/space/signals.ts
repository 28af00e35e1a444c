/**
 * Signals: what their owners send goes to those that fetch it, and is not kept.
 *
 * @module
 */
import type { Value } from "../../protocol/values/value.ts";
import { Cost } from "../../base/turns.ts";
import type { Owner } from "../elements/owner.ts";
import { SignalEvent } from "../elements/signal.ts";
import type { Refused, Space } from "./space.ts";

/**
 * Sends a signal.
 *
 * @param value Valid during the call only.
 */
export function sendSignal(
  space: Space,
  owner: Owner,
  path: string,
  value: Value,
): Refused {
  const element = space.elements.byPath.get(path);
  if (element === undefined) return "notFound";
  if (element.owner !== owner) return "notOwner";
  if (!element.signal) return "notSignal";
  space.stamp(element);
  const event = new SignalEvent(element, value);
  const sequence = space.nextSequence();
  const { everything } = space.fetches;
  const { watchers } = element;
  space.turns.left -= Cost.watcher * (everything.length + watchers.length);
  for (const fetch of everything) {
    if (fetch.beginning?.isAhead(element)) continue;
    if (fetch.acceptsSignals(element)) fetch.signalled(event, sequence);
  }
  for (const watcher of watchers) {
    if (watcher.acceptsSignals(element)) watcher.signalled(event, sequence);
  }
  return null;
}
