/**
 * The field of a value: by its type, its choices and its length.
 *
 * @module
 */
import type { ComponentChildren } from "preact";
import type { EditMode } from "../page/drafts.ts";
import { Icon } from "../page/icons.tsx";
import type { ShownMeta } from "../page/meta.ts";
import { JsonArea } from "../show/json_area.tsx";
import { texts } from "../texts.ts";
import { digitsOf } from "../values/kinds.ts";
import { addStep, fieldText, stepFor } from "./edit.ts";

interface FieldProps {
  text: string;
  value: unknown;
  mode: EditMode;
  state: string;
  meta: ShownMeta;
  locked: boolean;
  readOnly: boolean;
  spinning: boolean;
  edit: (text: string) => void;
  /** Whether the value is edited by a form, which is shown elsewhere. */
  asForm: boolean;
  /** Where JSON is broken. */
  position: number | undefined;
  children: ComponentChildren;
}

/** See the module. */
export function ValueField(props: FieldProps) {
  const { text, mode, state, meta, edit, locked, readOnly, spinning } = props;
  const common = {
    id: "set-field",
    disabled: locked,
    readOnly,
    "aria-describedby": "set-answer",
    "aria-invalid": state === "bad",
  };
  const spinner = spinning ? <span class="spin field-spin" /> : null;
  if (mode === "boolean") {
    return (
      <div class="edit">
        <span class="bool-field">
          <button
            type="button"
            class="switch"
            role="switch"
            id="set-field"
            aria-checked={text === "true"}
            aria-describedby="set-answer"
            disabled={locked}
            onClick={() => edit(String(text !== "true"))}
          >
            {text}
          </button>
          {spinner}
        </span>
        {props.children}
      </div>
    );
  }
  if (meta.options !== undefined && mode !== "json") {
    const index = meta.options.findIndex(({ value }) =>
      fieldText(value, mode) === text
    );
    return (
      <div class="edit">
        <select
          class={`field ${state}`}
          {...common}
          value={String(index)}
          onChange={({ currentTarget }) => {
            const chosen = meta.options?.[Number(currentTarget.value)];
            if (chosen !== undefined) edit(fieldText(chosen.value, mode));
          }}
        >
          {index < 0 && <option value="-1">{text}</option>}
          {meta.options.map(({ title }, at) => (
            <option key={at} value={String(at)}>{title}</option>
          ))}
        </select>
        {spinner}
        {props.children}
      </div>
    );
  }
  if (props.asForm) return <div class="edit">{props.children}{spinner}</div>;
  if (mode === "json") {
    return (
      <>
        <JsonArea
          id="set-field"
          text={text}
          onInput={edit}
          state={state}
          describedBy="set-answer"
          invalid={state === "bad"}
          position={props.position}
          disabled={locked}
          readOnly={readOnly}
        />
        <div class="edit">{props.children}{spinner}</div>
      </>
    );
  }
  if (mode === "text" && /\n|.{120}/.test(text)) {
    return (
      <>
        <textarea
          class={`field ${state}`}
          {...common}
          rows={Math.min(16, Math.max(3, text.split("\n").length))}
          spellcheck={false}
          dir="auto"
          value={text}
          onInput={({ currentTarget }) => edit(currentTarget.value)}
        />
        <div class="edit">{props.children}{spinner}</div>
      </>
    );
  }
  const step = stepFor(digitsOf(props.value), meta.step);
  return (
    <div class="edit">
      <div class={`field ${state}`}>
        <input
          class="mono"
          {...common}
          inputMode={mode === "number" ? "decimal" : "text"}
          autocomplete="off"
          spellcheck={false}
          dir={mode === "text" ? "auto" : "ltr"}
          value={text}
          onInput={({ currentTarget }) => edit(currentTarget.value)}
          onKeyDown={(event) => {
            const times = { ArrowUp: 1, ArrowDown: -1 }[event.key];
            if (mode !== "number" || times === undefined) return;
            event.preventDefault();
            edit(addStep(text, step, times));
          }}
        />
        {spinner}
        {meta.unit !== undefined && <span class="unit">{meta.unit}</span>}
        {mode === "number" && !locked && (
          <>
            <button
              type="button"
              class="btn"
              aria-label={texts.less(step)}
              title={texts.less(step)}
              onClick={() => edit(addStep(text, step, -1))}
            >
              <Icon name="minus" />
            </button>
            <button
              type="button"
              class="btn"
              aria-label={texts.more(step)}
              title={texts.more(step)}
              onClick={() => edit(addStep(text, step, 1))}
            >
              <Icon name="plus" />
            </button>
          </>
        )}
      </div>
      {props.children}
    </div>
  );
}
