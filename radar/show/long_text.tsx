/**
 * A text, its beginning first if it is long.
 *
 * @module
 */
import { useState } from "preact/hooks";
import { texts } from "../texts.ts";
import { visibleControls } from "../values/kinds.ts";

/** Shows a text in quotes, and a button for what is beyond `most` characters. */
export function LongText(
  { text, most, class: name }: { text: string; most: number; class: string },
) {
  const [all, setAll] = useState(false);
  const shown = all ? text : text.slice(0, most);
  return (
    <>
      <span class={name}>
        "<bdi dir="auto">{visibleControls(shown)}</bdi>"
      </span>
      {shown.length < text.length && (
        <button
          type="button"
          class="btn link sm"
          onClick={() => setAll(true)}
        >
          {texts.firstBytes(
            shown.length.toLocaleString("en"),
            text.length.toLocaleString("en"),
          )} – {texts.all}
        </button>
      )}
    </>
  );
}
