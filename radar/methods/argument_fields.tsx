/**
 * The arguments of a method: as a form, or as JSON.
 *
 * @module
 */
import { Icon } from "../page/icons.tsx";
import { texts } from "../texts.ts";
import { JsonArea, PlaceButton } from "../show/json_area.tsx";
import {
  argumentsProblem,
  describeField,
  type Form,
  type FormField,
  problemOf,
} from "./form.ts";

/** What is being typed. */
export interface Editing {
  readonly asJson: boolean;
  readonly json: string;
  readonly values: Readonly<Record<string, string>>;
}

/** Arguments as JSON. */
export function JsonArguments({ json, onChange }: {
  json: string;
  onChange: (json: string) => void;
}) {
  const problem = argumentsProblem(json);
  return (
    <>
      <JsonArea
        id="arguments"
        text={json}
        onInput={onChange}
        state={problem === undefined ? "" : "bad"}
        label={texts.arguments}
        describedBy="arguments-problem"
        invalid={problem !== undefined}
        position={problem?.position}
      />
      <p class="under t-err" id="arguments-problem">
        {problem !== undefined && (
          <>
            <Icon name="err" />
            <span>{problem.error}</span>
            <PlaceButton id="arguments" position={problem.position} />
          </>
        )}
      </p>
    </>
  );
}

/** Arguments as a form. */
export function Fields({ form, editing, change }: {
  form: Form;
  editing: Editing;
  change: (next: Partial<Editing>) => void;
}) {
  return (
    <div class="form">
      {form.fields.map((field) => (
        <FieldRow
          key={field.name}
          field={field}
          text={editing.values[field.name] ?? field.initial}
          onChange={(text) =>
            change({ values: { ...editing.values, [field.name]: text } })}
        />
      ))}
    </div>
  );
}

/** A field with its label, its hint and what is wrong with it. */
export function FieldRow({ field, text, onChange }: {
  field: FormField;
  text: string;
  onChange: (text: string) => void;
}) {
  const id = `arg-${field.name}`;
  const problem = problemOf(field, text);
  const numeric = field.kind === "number" || field.kind === "integer";
  const dirty = text !== field.initial;
  const state = problem !== undefined && dirty ? "bad" : dirty ? "dirty" : "";
  const common = {
    id,
    "aria-describedby": `${id}-hint`,
    "aria-invalid": state === "bad",
  };
  const step = (times: number) => onChange(String((Number(text) || 0) + times));
  return (
    <>
      <label for={id}>
        {field.title}
        <small>{describeField(field)}</small>
      </label>
      <div>
        {field.kind === "choice"
          ? (
            <select
              class={`field ${state}`}
              {...common}
              value={text}
              onChange={({ currentTarget }) => onChange(currentTarget.value)}
            >
              {!field.required && <option value="">{texts.notSent}</option>}
              {field.choices.map((one) => (
                <option key={one} value={one}>
                  {one.startsWith('"') ? JSON.parse(one) : one}
                </option>
              ))}
            </select>
          )
          : field.kind === "boolean"
          ? (
            <button
              type="button"
              class="switch"
              role="switch"
              {...common}
              aria-checked={text === "true"}
              onClick={() => onChange(text === "true" ? "false" : "true")}
            >
              {text === "" ? texts.notSent : text}
            </button>
          )
          : (
            <div class={`field ${state}`}>
              <input
                {...common}
                class={field.kind === "text" ? "" : "mono"}
                inputMode={numeric ? "decimal" : "text"}
                autocomplete="off"
                placeholder={field.required ? "" : texts.notSent}
                value={text}
                onInput={({ currentTarget }) => onChange(currentTarget.value)}
              />
              {field.kind === "integer" && (
                <>
                  <button
                    type="button"
                    class="btn"
                    aria-label={texts.less("1")}
                    onClick={() => step(-1)}
                  >
                    <Icon name="minus" />
                  </button>
                  <button
                    type="button"
                    class="btn"
                    aria-label={texts.more("1")}
                    onClick={() => step(1)}
                  >
                    <Icon name="plus" />
                  </button>
                </>
              )}
            </div>
          )}
        <div id={`${id}-hint`}>
          {field.hint !== "" && <p class="hint" dir="auto">{field.hint}</p>}
          {state === "bad" && (
            <p class="under t-err">
              <Icon name="err" />
              <span>{problem}</span>
            </p>
          )}
        </div>
      </div>
    </>
  );
}
