/**
 * Asks the daemon how many elements there are, as long as the page is seen.
 *
 * @module
 */
import { bus, elementCount } from "./app.ts";

/** The daemon's figure. */
const COUNT_PATH = "$daemon/elements";
/** Pause between two questions, in ms. */
const POLL_MS = 2000;

async function ask(): Promise<void> {
  if (!bus.open || document.hidden) return;
  try {
    const [entry] = await bus.peer.get({ path: { equals: COUNT_PATH } });
    elementCount.value = entry?.type === "state" &&
        typeof entry.value === "number"
      ? entry.value
      : undefined;
  } catch {
    // The link was lost, or a login is needed: the next round asks again.
  }
}

/** Begins to ask, and at once after each connect and login; the result ends it. */
export function countElements(): () => void {
  const stops = [bus.state, bus.generation].map((changed) =>
    changed.subscribe(() => void ask())
  );
  const timer = setInterval(ask, POLL_MS);
  return () => {
    clearInterval(timer);
    for (const stop of stops) stop();
  };
}
