/**
 * A field for JSON: lines with numbers, the broken line marked, new lines
 * indented as the one before.
 *
 * @module
 */
import { useRef } from "preact/hooks";
import { texts } from "../texts.ts";
import { lineOf } from "../values/json_place.ts";

/** Rows of the field. */
const MIN_ROWS = 3;
const MAX_ROWS = 16;
/** Height of a line, in px, as in the style sheet. */
const LINE_HEIGHT = 20;
/** Lines that get numbers. */
const MAX_NUMBERED = 5000;

interface JsonAreaProps {
  id: string;
  text: string;
  onInput: (text: string) => void;
  /** Class that shows what state it is in. */
  state: string;
  label?: string;
  describedBy: string;
  invalid: boolean;
  /** Where the text ceases to be JSON. */
  position: number | undefined;
  disabled?: boolean;
  readOnly?: boolean;
}

/** See the module. */
export function JsonArea(props: JsonAreaProps) {
  const { id, text, onInput, position } = props;
  const numbers = useRef<HTMLPreElement>(null);
  const lines = text.split("\n").length;
  const broken = position === undefined
    ? undefined
    : lineOf(text, position).line;
  return (
    <div class={`field json-area ${props.state}`}>
      <pre class="numbers" aria-hidden="true" ref={numbers}>
        {Array.from({ length: Math.min(lines, MAX_NUMBERED) }, (_, i) => (
          <span key={i} class={i + 1 === broken ? "broken" : ""}>
            {`${i + 1}\n`}
          </span>
        ))}
      </pre>
      <textarea
        id={id}
        rows={Math.min(MAX_ROWS, Math.max(MIN_ROWS, lines))}
        wrap="off"
        spellcheck={false}
        autocomplete="off"
        dir="ltr"
        disabled={props.disabled}
        readOnly={props.readOnly}
        aria-label={props.label}
        aria-invalid={props.invalid}
        aria-describedby={props.describedBy}
        value={text}
        onInput={({ currentTarget }) => onInput(currentTarget.value)}
        onScroll={({ currentTarget }) => {
          const { current } = numbers;
          if (current !== null) current.scrollTop = currentTarget.scrollTop;
        }}
        onKeyDown={(event) => {
          if (event.key !== "Enter" || event.ctrlKey || event.metaKey) return;
          event.preventDefault();
          const { currentTarget: area } = event;
          const { selectionStart, selectionEnd, value } = area;
          const begin = value.lastIndexOf("\n", selectionStart - 1) + 1;
          const [indent = ""] =
            /^[ \t]*/.exec(value.slice(begin, selectionStart)) ?? [];
          area.setRangeText(`\n${indent}`, selectionStart, selectionEnd, "end");
          onInput(area.value);
        }}
      />
    </div>
  );
}

/** Puts the cursor of a field at the place where its text is broken. */
export function PlaceButton(
  { id, position }: { id: string; position: number | undefined },
) {
  if (position === undefined) return null;
  return (
    <button
      type="button"
      class="btn link sm"
      onClick={() => showPlace(id, position)}
    >
      {texts.showPlace}
    </button>
  );
}

function showPlace(id: string, position: number): void {
  const area = document.getElementById(id);
  if (!(area instanceof HTMLTextAreaElement)) return;
  area.focus();
  area.setSelectionRange(position, Math.min(position + 1, area.value.length));
  const { line } = lineOf(area.value, position);
  area.scrollTop = (line - 2) * LINE_HEIGHT;
}
