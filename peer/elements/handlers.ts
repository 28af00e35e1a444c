/**
 * From an element to what carries out its requests.
 *
 * @module
 */
import type { HostedElement, RequestHandler } from "./host.ts";
import { MethodCore } from "./method_core.ts";
import { MethodRequests } from "./method_requests.ts";
import { StateCore } from "./state_core.ts";
import { StateRequests } from "./state_requests.ts";

/** Carries out the requests to an element; made when it is added. */
export function handlerOf(element: HostedElement): RequestHandler | undefined {
  return element.handler ??= made(element);
}

function made(element: HostedElement): RequestHandler | undefined {
  if (element instanceof StateCore) return new StateRequests(element);
  if (element instanceof MethodCore) return new MethodRequests(element);
}
