/**
 * What is pinned: elements and all that is below pinned nodes.
 *
 * @module
 */
import { useEffect } from "preact/hooks";
import type { FetchRules } from "../../peer.ts";
import { watches, wide } from "../page/app.ts";
import { Board } from "../plots/board.tsx";
import { IconButton } from "../page/icons.tsx";
import { pins } from "../page/settings.ts";
import { exportSettings, importSettings } from "../page/transfer.ts";
import { texts } from "../texts.ts";
import type { Wanted } from "../tree/found.ts";
import { FoundPage } from "./found_page.tsx";

const SUBTREE = "/#";

function wantedOf(list: readonly string[]): Wanted {
  const paths = list.filter((pin) => !pin.endsWith(SUBTREE));
  const below = list.filter((pin) => pin.endsWith(SUBTREE))
    .map((pin) => pin.slice(0, -SUBTREE.length));
  const rules: FetchRules[] = [
    ...paths.length > 0 ? [{ path: { equalsOneOf: paths } }] : [],
    ...below.map((path) => ({ below: path })),
  ];
  return { rules, expected: paths, flat: true };
}

/** See the module. */
export function Page() {
  const list = pins.value;
  // Followed for their sparklines.
  useEffect(() => {
    const followed = list.filter((pin) => !pin.endsWith(SUBTREE))
      .map((pin) => watches.acquire(pin));
    return () => followed.forEach((watch) => watches.release(watch));
  }, [list]);
  return (
    <FoundPage
      beside={wide.value ? <Board /> : undefined}
      id="pins"
      title={texts.views.pins}
      wanted={wantedOf(list)}
      empty={
        <div class="empty">
          <h2>{texts.noPins}</h2>
          {texts.noPinsHint}
        </div>
      }
    >
      <IconButton
        small
        icon="save"
        label={texts.exportPins}
        onClick={exportSettings}
      />
      <IconButton
        small
        icon="expand"
        label={texts.importPins}
        onClick={importSettings}
      />
    </FoundPage>
  );
}
