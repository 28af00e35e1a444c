/**
 * Signals: what their owners send goes to those that fetch it, and is not kept.
 *
 * @module
 */
import { Cost } from "../../base/turns.ts";
import type { Value } from "../../protocol/values/value.ts";
import type { Owner } from "../elements/owner.ts";
import { SignalEvent } from "../elements/signal.ts";
import type { Refused, Space } from "./space.ts";
import { allOf, COST_AT_ONCE } from "./fan_out.ts";

/**
 * Sends a signal.
 *
 * @param value Valid during the call only.
 * @param lost Number of signals before it that were lost on their way here.
 */
export function sendSignal(
  space: Space,
  owner: Owner,
  path: string,
  value: Value,
  lost = 0,
): Refused {
  const element = space.elements.byPath.get(path);
  if (element === undefined) return "notFound";
  if (element.owner !== owner) return "notOwner";
  if (!element.signal) return "notSignal";
  space.stamp(element);
  const sent = new SignalEvent(element, value, lost);
  const sequence = space.nextSequence();
  const { everything } = space.fetches;
  const { watchers } = element;
  const count = everything.length + watchers.length;
  const cost = Cost.watcher + ((value.end - value.start) >> 2);
  const inSlices = count * cost > COST_AT_ONCE;
  const event = inSlices ? sent.keep() : sent;
  const aware = everything.filter(({ beginning }) =>
    !beginning?.isAhead(element)
  );
  space.fanOut.notify(element, allOf(aware, watchers), (watcher) => {
    if (watcher.acceptsSignals(element)) watcher.signalled(event, sequence);
  }, inSlices ? cost : undefined);
  return null;
}
