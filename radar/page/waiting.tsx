/**
 * What is shown until the daemon has answered.
 *
 * @module
 */
import { useEffect, useState } from "preact/hooks";
import { texts } from "../texts.ts";
import { bus } from "./app.ts";

/** Time after which a wait is shown, in ms. */
const SHOWN_AFTER_MS = 300;
/** Time after which the page says that it is long, in ms. */
const LONG_AFTER_MS = 5000;

/** See the module. Nothing at first: most answers are there by then. */
export function Waiting() {
  const [stage, setStage] = useState(0);
  useEffect(() => {
    const timers = [SHOWN_AFTER_MS, LONG_AFTER_MS].map((after, i) =>
      setTimeout(() => setStage(i + 1), after)
    );
    return () => timers.forEach(clearTimeout);
  }, []);
  if (stage === 0) return null;
  const text = bus.state.value.kind !== "open"
    ? texts.waitsForLink
    : stage === 1
    ? texts.waits
    : texts.waitsLong;
  return (
    <div class="empty" role="status" data-waiting>
      <p class="waiting">
        <span class="spin" />
        {text}
      </p>
    </div>
  );
}
