/**
 * What is shown while nothing is on the bus: lines that make a first row.
 *
 * @module
 */
import { copy } from "../page/clipboard.ts";
import { IconButton } from "../page/icons.tsx";
import { texts } from "../texts.ts";

const LINES = [
  "jet add house/door closed",
  "deno run -A cli.ts add house/door closed",
  "deno run -A examples/first.ts",
];

/** See the module. */
export function EmptyBus() {
  return (
    <div class="empty">
      <h2>{texts.emptyBus}</h2>
      {texts.emptyBusHint}
      {LINES.map((line) => (
        <div class="copyline" key={line}>
          <code class="cut">{line}</code>
          <IconButton
            icon="copy"
            label={`${texts.copyAs}: ${line}`}
            onClick={() => void copy(line)}
          />
        </div>
      ))}
    </div>
  );
}
