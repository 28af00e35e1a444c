/**
 * What is shown while nothing is on the bus: lines that make a first row.
 *
 * @module
 */
import { copy } from "../page/clipboard.ts";
import { IconButton } from "../page/icons.tsx";
import { texts } from "../texts.ts";
import { addressOf } from "../values/shell.ts";

/** Lines whose elements stay until Ctrl-C. */
function lines(): string[] {
  const url = addressOf(location, " --url");
  const address = addressOf(location);
  return [
    `jet add house/door closed${url}`,
    `deno run -A cli.ts add house/door closed${url}`,
    `deno run -A examples/thermostat/room.ts kitchen${address}`,
  ];
}

/** See the module. */
export function EmptyBus() {
  return (
    <div class="empty">
      <h2>{texts.emptyBus}</h2>
      {texts.emptyBusHint}
      {lines().map((line) => (
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
